package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;

/**
 * A second look at a row that is called better or worse, by forks of its own.
 *
 * <p>At a level of 5 % one of twenty comparisons of the same code calls some row changed, which is
 * too often for a gate that looks at every pull request. Chance does the same to the same row once
 * more, in the same direction, in at most one of forty of those: one of eight hundred is left.
 */
final class Confirmation {
  private Confirmation() {}

  /**
   * The verdict after both.
   *
   * @param again of the same row; null where it was not measured again
   */
  static RowVerdict of(RowVerdict first, RowVerdict again) {
    if (!first.isChangeByMeasurement()) {
      return first;
    }
    if (again == null) {
      return first.with(first.verdict(), "not measured again, so that this may be chance");
    }
    String figures =
        "measured again: %s (%s), %d/%d forks"
            .formatted(
                Numbers.change(again.ratio()),
                again.interval(),
                again.baselineForks(),
                again.candidateForks());
    if (again.byExact()) {
      return first.with(Verdict.REGRESSED, figures + "; " + String.join("; ", again.reasons()));
    }
    if (again.verdict() == first.verdict()) {
      return first.with(first.verdict(), figures + ", the same verdict");
    }
    boolean fewer =
        again.baselineForks() < first.baselineForks()
            || again.candidateForks() < first.candidateForks();
    if (fewer) {
      return first.with(first.verdict(), figures + ", too few to confirm it: may be chance");
    }
    return first.with(
        Verdict.INCONCLUSIVE,
        figures + ", which does not confirm that it " + word(first.verdict()));
  }

  private static String word(Verdict verdict) {
    return verdict == Verdict.REGRESSED ? "got worse" : "got better";
  }
}
