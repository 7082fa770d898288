package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What the comparison says of one row.
 *
 * @param row its name, taken from the baseline
 * @param verdict REGRESSED and IMPROVED only for what {@link Gate} calls so
 * @param baseline geometric mean of the forks' medians, in {@code unit}
 * @param candidate likewise
 * @param unit of the two
 * @param ratio candidate / baseline of the metric
 * @param low lower end of the ratio's confidence interval; NaN where there is none
 * @param high upper end of it
 * @param baselineForks independent repetitions
 * @param candidateForks independent repetitions
 * @param p Student's p-value; NaN where there is none
 * @param adjustedP after Holm, over all rows
 * @param rankP exact p-value of the ranks of the forks
 * @param smallestRankP the smallest that so many forks allow
 * @param threshold the smallest change that matters, as a fraction: the user's or the noise floor
 * @param byExact whether an exact metric makes it REGRESSED, whatever the time says
 * @param reasons in words; for INCONCLUSIVE, what would make it conclusive
 */
public record RowVerdict(
    Row row,
    Verdict verdict,
    double baseline,
    double candidate,
    String unit,
    double ratio,
    double low,
    double high,
    int baselineForks,
    int candidateForks,
    double p,
    double adjustedP,
    double rankP,
    double smallestRankP,
    double threshold,
    boolean byExact,
    List<String> reasons) {

  public RowVerdict {
    reasons = List.copyOf(reasons);
  }

  /** The interval of the change in words. */
  String interval() {
    return Double.isNaN(low) ? Numbers.NONE : Numbers.change(low) + " … " + Numbers.change(high);
  }

  /** Whether it is called better or worse for what forks measured, which chance can do too. */
  boolean isChangeByMeasurement() {
    return !byExact && (verdict == Verdict.REGRESSED || verdict == Verdict.IMPROVED);
  }

  /** The same figures with another verdict, and a further reason for it. */
  RowVerdict with(Verdict other, String reason) {
    List<String> all = new ArrayList<>(reasons);
    all.add(0, reason);
    return new RowVerdict(
        row,
        other,
        baseline,
        candidate,
        unit,
        ratio,
        low,
        high,
        baselineForks,
        candidateForks,
        p,
        adjustedP,
        rankP,
        smallestRankP,
        threshold,
        byExact,
        all);
  }
}
