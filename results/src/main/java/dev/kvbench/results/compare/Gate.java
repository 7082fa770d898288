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
 *   REGRESSED, IMPROVED   the change is at least the threshold, the interval leaves out no change,
 *                         Student's p after Holm is at most alpha, and so is the exact p of the
 *                         forks' ranks
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

  RowVerdict judge(RowPair pair, double adjustedP, int family) {
    List<String> reasons = new ArrayList<>(pair.exact().failures());
    reasons.addAll(pair.exact().remarks());
    Verdict verdict =
        pair.exact().failures().isEmpty() ? ofTime(pair, adjustedP) : Verdict.REGRESSED;
    if (verdict == Verdict.INCONCLUSIVE) {
      reasons.add(0, remedy(pair, family));
    }
    return new RowVerdict(pair, verdict, adjustedP, reasons);
  }

  private Verdict ofTime(RowPair pair, double adjustedP) {
    Change change = pair.change();
    double limit = Math.log1p(pair.threshold());
    // The p-value rests on one variance for both sides, the interval does not.
    boolean certain =
        Math.abs(change.worse()) > change.halfWidth()
            && adjustedP <= alpha
            && change.rankP() <= alpha;
    if (certain && Math.abs(change.worse()) >= limit) {
      return change.worse() > 0 ? Verdict.REGRESSED : Verdict.IMPROVED;
    }
    return Math.abs(change.worse()) + change.halfWidth() <= limit
        ? Verdict.EQUIVALENT
        : Verdict.INCONCLUSIVE;
  }

  /** Why there is no verdict, and what to do for one. */
  private String remedy(RowPair pair, int family) {
    Change change = pair.change();
    if (!pair.baseline().byFork() || !pair.candidate().byFork()) {
      return "no raw data, so forks cannot be told apart; measure without -Djmh.json.rawData=false";
    }
    int forks = Math.min(pair.baseline().forks(), pair.candidate().forks());
    if (forks < 2) {
      return "%d fork against %d shows no scatter; run at least %d a side"
          .formatted(pair.baseline().forks(), pair.candidate().forks(), leastForks());
    }
    double limit = Math.log1p(pair.threshold());
    int needed =
        change.forksNeeded(
            pair.baseline(), pair.candidate(), limit, alpha, alpha / Math.max(1, family));
    String more =
        needed >= Change.MANY
            ? "more than "
                + Change.MANY
                + " forks a side would be needed: measure on a quieter machine"
            : "about " + Math.max(needed, forks + 1) + " forks a side would tell";
    if (Math.abs(change.worse()) < limit) {
      return "the interval reaches over the threshold; " + more;
    }
    if (change.smallestRankP() > alpha) {
      return "%d forks against %d cannot give a p below %s; %s"
          .formatted(
              pair.baseline().forks(),
              pair.candidate().forks(),
              Numbers.p(change.smallestRankP()),
              more);
    }
    return "may be chance; " + more;
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
