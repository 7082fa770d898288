package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rule that turns measurements into verdicts.
 *
 * <pre>
 *   REGRESSED, IMPROVED   the change is at least the threshold, Welch's p after Holm is at most
 *                         alpha, and so is the exact p of the forks' ranks
 *   EQUIVALENT            the interval lies inside the threshold
 *   INCONCLUSIVE          anything else
 * </pre>
 *
 * @param threshold the smallest change that matters, as a fraction: 0.03 is 3 %
 * @param alpha chance of any false alarm, over all rows; intervals are of 1 - alpha
 * @param metric a secondary metric to compare; none for the primary one
 * @param better which way is better; none where the metric's unit tells
 * @param ignoredParams parameters that do not make rows different
 * @param exact secondary metrics that are the same in every run of the same code
 * @param floors the noise floor of rows, where it is known
 */
public record Gate(
    double threshold,
    double alpha,
    Optional<String> metric,
    Optional<Better> better,
    Set<String> ignoredParams,
    Map<String, ExactMetric> exact,
    NoiseFloor floors) {

  public static final double DEFAULT_THRESHOLD = 0.03;
  public static final double DEFAULT_ALPHA = 0.05;

  /** The primary metric, by the default threshold. */
  public static Gate standard() {
    return new Gate(
        DEFAULT_THRESHOLD,
        DEFAULT_ALPHA,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        ExactMetric.DEFAULTS,
        NoiseFloor.none());
  }

  /** The verdicts on rows, which are one family. */
  List<RowVerdict> judge(List<RowPair> pairs) {
    Scatter typical = Scatter.typical(pairs);
    List<Change> changes = pairs.stream().map(pair -> Change.of(pair, typical)).toList();
    double[] adjusted = Holm.adjust(changes.stream().mapToDouble(Change::p).toArray());
    double ofOne = alpha / Math.max(1, pairs.stream().filter(RowPair::hasForks).count());
    List<RowVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      verdicts.add(judge(pairs.get(i), changes.get(i), adjusted[i], ofOne));
    }
    return verdicts;
  }

  private RowVerdict judge(RowPair pair, Change change, double adjustedP, double ofOne) {
    ExactMetric.Findings exact = pair.exact();
    double halfWidth = change.halfWidth(pair, alpha);
    Verdict verdict =
        exact.failures().isEmpty()
            ? ofMetric(pair, change, halfWidth, adjustedP)
            : Verdict.REGRESSED;
    List<String> reasons = new ArrayList<>(exact.failures());
    reasons.addAll(exact.doubts());
    reasons.addAll(exact.remarks());
    if (!exact.doubts().isEmpty() && verdict != Verdict.REGRESSED) {
      verdict = Verdict.INCONCLUSIVE;
    } else if (verdict == Verdict.INCONCLUSIVE) {
      reasons.add(0, remedy(pair, change, ofOne));
    }
    double detectable = Math.expm1(change.detectable(pair, alpha, ofOne));
    return new RowVerdict(pair, change, halfWidth, verdict, adjustedP, detectable, reasons);
  }

  private Verdict ofMetric(RowPair pair, Change change, double halfWidth, double adjustedP) {
    if (isChange(pair, change, adjustedP)) {
      return change.worse() > 0 ? Verdict.REGRESSED : Verdict.IMPROVED;
    }
    return Math.abs(change.worse()) + halfWidth <= Math.log1p(pair.threshold())
        ? Verdict.EQUIVALENT
        : Verdict.INCONCLUSIVE;
  }

  /** Whether a change is large enough, and both tests say that it is no chance. */
  boolean isChange(RowPair pair, Change change, double adjustedP) {
    return Math.abs(change.worse()) >= Math.log1p(pair.threshold())
        && adjustedP <= alpha
        && change.rankP() <= alpha;
  }

  /** Why there is no verdict, and what to do for one. */
  private String remedy(RowPair pair, Change change, double ofOne) {
    if (!pair.baseline().byFork() || !pair.candidate().byFork()) {
      return "no raw data, so forks cannot be told apart; measure without -Djmh.json.rawData=false";
    }
    int before = pair.baseline().forks();
    int after = pair.candidate().forks();
    if (!pair.hasForks()) {
      return "%d fork against %d shows no scatter; run at least %d a side"
          .formatted(before, after, leastForks());
    }
    double limit = Math.log1p(pair.threshold());
    int needed = change.forksNeeded(limit, alpha, ofOne);
    String more =
        needed >= Change.MANY
            ? "more than "
                + Change.MANY
                + " forks a side would be needed: measure on a quieter machine"
            : "about " + Math.max(needed, Math.min(before, after) + 1) + " forks a side would tell";
    if (Math.abs(change.worse()) < limit) {
      return "the interval reaches over the threshold; " + more;
    }
    return pair.smallestRankP() > alpha
        ? "%d forks against %d cannot give a p below %s; %s"
            .formatted(before, after, Numbers.p(pair.smallestRankP()), more)
        : "may be chance; " + more;
  }

  /** The fewest forks a side with which any time can be called changed. */
  public int leastForks() {
    int forks = 2;
    while (Change.smallestRankP(forks, forks) > alpha) {
      forks++;
    }
    return forks;
  }
}
