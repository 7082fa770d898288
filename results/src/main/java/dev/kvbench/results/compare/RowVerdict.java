package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What the comparison says of one row.
 *
 * @param pair what was measured
 * @param change between the two
 * @param halfWidth of the confidence interval of the change's logarithm; NaN where there is none
 * @param verdict REGRESSED and IMPROVED only for what {@link Gate} calls so
 * @param adjustedP Welch's p-value after Holm, over all rows; NaN where there is none
 * @param detectable the smallest change for the worse, as a fraction, that would have been called
 *     one in four cases of five; infinite where none could have been
 * @param reasons a line each; for INCONCLUSIVE, what would make it conclusive
 */
public record RowVerdict(
    RowPair pair,
    Change change,
    double halfWidth,
    Verdict verdict,
    double adjustedP,
    double detectable,
    List<String> reasons) {
  public RowVerdict {
    reasons = List.copyOf(reasons);
  }

  /** The row by its name, taken from the baseline. */
  public Row row() {
    return pair.baseline().row();
  }

  /** The unit of {@link #baseline} and {@link #candidate}: the baseline's, which readers know. */
  public String unit() {
    return row().primary().unit();
  }

  /** Geometric mean of the baseline's fork medians, in {@link #unit}. */
  public double baseline() {
    return pair.baseline().value() / MetricUnit.of(unit()).factor();
  }

  /** Geometric mean of the candidate's fork medians, in {@link #unit}. */
  public double candidate() {
    return pair.candidate().value() / MetricUnit.of(unit()).factor();
  }

  /** Candidate / baseline of the metric. */
  public double ratio() {
    return Math.exp(pair.logRatio());
  }

  /** Lower end of the ratio's confidence interval; NaN where there is none. */
  public double low() {
    return Math.exp(pair.logRatio() - halfWidth);
  }

  /** Upper end of the ratio's confidence interval; NaN where there is none. */
  public double high() {
    return Math.exp(pair.logRatio() + halfWidth);
  }

  /** Forks of each side, as {@code 5/5}. */
  String forks() {
    return pair.baseline().forks() + "/" + pair.candidate().forks();
  }

  /** The change with its interval. */
  String words() {
    return Numbers.change(ratio()) + " (" + Numbers.changes(low(), high()) + ")";
  }

  /** Whether an exact metric makes it REGRESSED, whatever the time says. */
  boolean byExact() {
    return !pair.exact().failures().isEmpty();
  }

  /** The verdict, and the exact metric that it is of. */
  String title() {
    return byExact() ? verdict + " (" + pair.exact().failures().get(0) + ")" : verdict.name();
  }

  /** Whether it is called better or worse for what forks measured, which chance can do too. */
  boolean isChangeByMeasurement() {
    return !byExact() && (verdict == Verdict.REGRESSED || verdict == Verdict.IMPROVED);
  }

  /**
   * The verdict after a repeat measurement of a row that is called better or worse, by forks of its
   * own.
   *
   * <p>At a level of 5 % one of twenty comparisons of the same code calls some row changed, which
   * is too often for a gate that looks at every pull request. Chance does the same to the same row
   * once more, in the same direction, in at most one of forty of those: one of eight hundred is
   * left.
   *
   * @param again of the same row; null where it was not measured again
   */
  RowVerdict confirmedBy(RowVerdict again) {
    if (!isChangeByMeasurement()) {
      return this;
    }
    if (again == null) {
      return with(verdict, "not measured again, so that this may be chance");
    }
    String figures = "measured again: %s, %s forks".formatted(again.words(), again.forks());
    if (again.byExact()) {
      RowPair exact = pair.with(again.pair.exact());
      return new RowVerdict(
              exact, change, halfWidth, Verdict.REGRESSED, adjustedP, detectable, again.reasons)
          .with(Verdict.REGRESSED, figures);
    }
    if (again.verdict() == verdict) {
      return with(verdict, figures + ", the same verdict");
    }
    if (again.pair.baseline().forks() < pair.baseline().forks()
        || again.pair.candidate().forks() < pair.candidate().forks()) {
      return with(verdict, figures + ", too few to confirm it: may be chance");
    }
    return with(
        Verdict.INCONCLUSIVE,
        figures
            + ", which does not confirm that it got "
            + (verdict == Verdict.REGRESSED ? "worse" : "better"));
  }

  private RowVerdict with(Verdict other, String reason) {
    List<String> all = new ArrayList<>(reasons);
    all.add(0, reason);
    return new RowVerdict(pair, change, halfWidth, other, adjustedP, detectable, all);
  }
}
