package dev.kvbench.results.compare;

/** What a comparison of two runs says of one row, in the order in which people want to know. */
public enum Verdict {
  /** Worse by at least the threshold, and not by chance; or an exact value changed. */
  REGRESSED,
  /** The data allow none of the others. */
  INCONCLUSIVE,
  /** Better by at least the threshold, and not by chance. */
  IMPROVED,
  /** The whole interval of the change lies inside the threshold. */
  EQUIVALENT
}
