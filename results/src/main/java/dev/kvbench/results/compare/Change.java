package dev.kvbench.results.compare;

import java.util.function.IntPredicate;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * How much worse a candidate is than its baseline, on the scale of logarithms, forks being the unit
 * of repetition.
 *
 * <p>Two tests are made of it, and both have to agree before a change is called one. Welch's t, as
 * {@link Scatter} guards it, can give a p as small as a correction for many rows asks for. The
 * exact rank test (Mann and Whitney 1947), a permutation test of the forks' ranks, assumes nothing
 * of their distribution; its p cannot be below {@link #smallestRankP}, however large the change.
 *
 * @param worse natural logarithm of the ratio of costs, positive where the candidate is worse
 * @param p two-sided, of the test that may be corrected for many rows; NaN with fewer than two
 *     forks on a side
 * @param rankP two-sided p of the rank test; NaN likewise
 * @param scatter that the interval and p rest on; 0 where no fork differs from its side, NaN where
 *     it cannot be known
 */
record Change(double worse, double p, double rankP, Scatter scatter) {
  /** As many forks a side as nobody will measure. */
  static final int MANY = 200;

  private static final Scatter UNKNOWN = new Scatter(Double.NaN, Double.NaN);

  /** Of a change that is there, the share that is to be found. */
  private static final double POWER = 0.8;

  static Change of(RowPair pair, Scatter typical) {
    double worse = pair.better() == Better.LOWER ? pair.logRatio() : -pair.logRatio();
    if (!pair.hasForks()) {
      return new Change(worse, Double.NaN, Double.NaN, UNKNOWN);
    }
    Sample before = pair.baseline();
    Sample after = pair.candidate();
    // Ties send the library to an approximation, which knows no smallest p.
    double rankP =
        Math.max(
            pair.smallestRankP(),
            MannWhitneyUTest.withDefaults().test(after.array(), before.array()).getPValue());
    if (before.isConstant() && after.isConstant()) {
      return new Change(worse, worse == 0 ? 1 : coinP(pair), rankP, new Scatter(0, 0));
    }
    if (before.hasZero() || after.hasZero()) {
      return new Change(worse, rankP, rankP, UNKNOWN); // which has no logarithm
    }
    Scatter scatter = Scatter.of(pair).atLeast(typical).atLeast(Scatter.ofStep(pair));
    TDistribution t = scatter.t(before.forks(), after.forks());
    double error = scatter.error(before.forks(), after.forks());
    return new Change(worse, 2 * t.survivalProbability(Math.abs(worse) / error), rankP, scatter);
  }

  /**
   * Forks without any scatter, as counts have. The worst case of no change is a value that two
   * readings are possible of: all forks of a side give the one by chance, all of the other the
   * other, which is most likely when its share is that of the forks.
   */
  private static double coinP(RowPair pair) {
    double a = pair.baseline().forks();
    double b = pair.candidate().forks();
    return Math.min(1, 2 * Math.pow(a / (a + b), a) * Math.pow(b / (a + b), b));
  }

  /** Of the confidence interval of {@link #worse}; NaN where there is none. */
  double halfWidth(RowPair pair, double alpha) {
    int a = pair.baseline().forks();
    int b = pair.candidate().forks();
    double error = scatter.error(a, b); // 0 and NaN have no degrees of freedom
    return error > 0 ? scatter.t(a, b).inverseSurvivalProbability(alpha / 2) * error : error;
  }

  /** 2 of all ways to deal the forks to two sides are the most extreme ones. */
  static double smallestRankP(int baselineForks, int candidateForks) {
    return Math.min(
        1, 2 / BinomialCoefficientDouble.value(baselineForks + candidateForks, baselineForks));
  }

  /**
   * The smallest change for the worse that would have been called one in four cases of five.
   *
   * @param alpha for one row
   * @param adjustedAlpha for the family of rows
   * @return natural logarithm of the ratio; infinite where none could have been
   */
  double detectable(RowPair pair, double alpha, double adjustedAlpha) {
    double threshold = Math.log1p(pair.threshold());
    int a = pair.baseline().forks();
    int b = pair.candidate().forks();
    double error = scatter.error(a, b);
    if (pair.smallestRankP() > alpha
        || Double.isNaN(error)
        || (error == 0 && coinP(pair) > adjustedAlpha)) {
      return Double.POSITIVE_INFINITY;
    }
    if (error == 0) {
      return threshold;
    }
    TDistribution t = scatter.t(a, b);
    double errors =
        t.inverseSurvivalProbability(adjustedAlpha / 2) + t.inverseSurvivalProbability(1 - POWER);
    return Math.max(threshold, errors * error);
  }

  /**
   * How many forks a side would settle it, were the scatter and the change as they are.
   *
   * @param threshold natural logarithm of the smallest change that matters
   * @param alpha for one row
   * @param adjustedAlpha for the family of rows
   * @return at most {@value #MANY}, which stands for hopeless
   */
  int forksNeeded(double threshold, double alpha, double adjustedAlpha) {
    double size = Math.abs(worse);
    IntPredicate settles =
        forks -> {
          TDistribution t = scatter.t(forks, forks);
          double error = scatter.error(forks, forks);
          return size >= threshold
              ? smallestRankP(forks, forks) <= alpha
                  && t.survivalProbability(size / error) <= adjustedAlpha / 2
              : t.survivalProbability((threshold - size) / error) <= alpha / 2;
        };
    int few = 2;
    int enough = MANY; // with more forks every bound only shrinks, so that halving finds the first
    while (few < enough) {
      int middle = (few + enough) / 2;
      if (settles.test(middle)) {
        enough = middle;
      } else {
        few = middle + 1;
      }
    }
    return few;
  }
}
