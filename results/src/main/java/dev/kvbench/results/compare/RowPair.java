package dev.kvbench.results.compare;

/**
 * A row of both sides.
 *
 * @param better which way the metric gets better
 * @param threshold the smallest change that matters, as a fraction: the user's or the noise floor
 */
record RowPair(
    Sample baseline,
    Sample candidate,
    Better better,
    double threshold,
    ExactMetric.Findings exact) {
  /** Natural logarithm of candidate / baseline; infinite where one of them is 0. */
  double logRatio() {
    return baseline.value() == candidate.value()
        ? 0
        : Math.log(candidate.value()) - Math.log(baseline.value());
  }

  /** Whether forks of both sides are known, and enough of them to scatter. */
  boolean hasForks() {
    return baseline.byFork()
        && candidate.byFork()
        && Math.min(baseline.forks(), candidate.forks()) > 1;
  }

  /** The least two-sided p of a rank test: 2 of all ways to deal the forks are most extreme. */
  double smallestRankP() {
    return Change.smallestRankP(baseline.forks(), candidate.forks());
  }

  RowPair with(ExactMetric.Findings other) {
    return new RowPair(baseline, candidate, better, threshold, other);
  }
}
