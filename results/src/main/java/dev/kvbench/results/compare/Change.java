package dev.kvbench.results.compare;

import java.util.function.IntPredicate;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;

/**
 * How much worse a candidate is than its baseline, on the scale of logarithms, forks being the unit
 * of repetition.
 *
 * <p>Two tests are made of it, and both have to agree before a change is called one. Student's t of
 * the forks' logarithms, their variance pooled over both sides, can give a p-value as small as a
 * correction for many rows asks for. The exact rank test (Mann and Whitney 1947), a permutation
 * test of the forks' ranks, assumes nothing of their distribution; its p-value cannot be below
 * {@link #smallestRankP}, however large the change.
 *
 * <p>The interval is Welch's, as that of every ratio here. Resampling forks and iterations
 * (Kalibera and Jones 2013) needs more forks than benchmarks have: with 5 a side its 95 % interval
 * holds the truth less often than that, which a test shows.
 *
 * @param worse natural logarithm of the ratio of costs, positive where the candidate is worse
 * @param halfWidth of the confidence interval of it; NaN with fewer than two forks on a side
 * @param p two-sided p-value of Student's t; NaN likewise
 * @param rankP two-sided p-value of the rank test; NaN likewise
 * @param smallestRankP the smallest that so many forks allow
 */
record Change(double worse, double halfWidth, double p, double rankP, double smallestRankP) {

  static Change between(Sample baseline, Sample candidate, Better better, double alpha) {
    double difference = candidate.mean() - baseline.mean();
    double worse = better == Better.LOWER ? difference : -difference;
    int a = baseline.forks();
    int b = candidate.forks();
    double smallest = smallestRankP(a, b);
    if (Math.min(a, b) < 2 || !baseline.byFork() || !candidate.byFork()) {
      return new Change(worse, Double.NaN, Double.NaN, Double.NaN, smallest);
    }
    double va = baseline.variance() / a;
    double vb = candidate.variance() / b;
    if (va + vb == 0) {
      // Forks without any scatter, as counts have: what differs does not differ by chance.
      double p = difference == 0 ? 1 : 0;
      return new Change(worse, 0, p, Math.max(p, smallest), smallest);
    }
    TTest.Result welch = t(baseline, candidate, DataDispersion.HETEROSCEDASTIC);
    double p = t(baseline, candidate, DataDispersion.HOMOSCEDASTIC).getPValue();
    double t = TDistribution.of(welch.getDegreesOfFreedom()).inverseSurvivalProbability(alpha / 2);
    double rankP =
        MannWhitneyUTest.withDefaults().test(array(candidate), array(baseline)).getPValue();
    // Ties send the library to an approximation, which knows no smallest p.
    return new Change(worse, t * Math.sqrt(va + vb), p, Math.max(rankP, smallest), smallest);
  }

  private static TTest.Result t(Sample baseline, Sample candidate, DataDispersion variances) {
    return TTest.withDefaults()
        .with(variances)
        .test(
            candidate.mean(),
            candidate.variance(),
            candidate.forks(),
            baseline.mean(),
            baseline.variance(),
            baseline.forks());
  }

  private static double[] array(Sample sample) {
    return sample.logs().stream().mapToDouble(log -> log).toArray();
  }

  /** 2 of all ways to deal the forks to two sides are the most extreme ones. */
  static double smallestRankP(int baselineForks, int candidateForks) {
    return Math.min(
        1, 2 / BinomialCoefficientDouble.value(baselineForks + candidateForks, baselineForks));
  }

  /**
   * How many forks a side would settle it, were the scatter and the change as they are.
   *
   * @param threshold natural logarithm of the smallest change that matters
   * @param alpha for one row
   * @param adjustedAlpha for the family of rows
   * @return at most {@value #MANY}, which stands for hopeless
   */
  int forksNeeded(
      Sample baseline, Sample candidate, double threshold, double alpha, double adjustedAlpha) {
    double size = Math.abs(worse);
    double variance = (baseline.variance() + candidate.variance()) / 2;
    IntPredicate settles =
        forks -> {
          double error = Math.sqrt(variance * 2 / forks);
          TDistribution t = TDistribution.of(2.0 * forks - 2);
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

  static final int MANY = 200;
}
