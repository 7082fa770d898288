package dev.kvbench.results.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * 95 % intervals of means by the percentile bootstrap (Efron and Tibshirani, "An Introduction to
 * the Bootstrap", 1993, chapter 13).
 *
 * <p>From n observations, which must be independent of each other, n are drawn with replacement, B
 * times over, and the mean of each draw is taken. The ends of the interval are the k-th smallest
 * and the k-th largest of those B means, k = ⌊0.025 (B + 1)⌋. Nothing is assumed of the
 * distribution. The price is an interval that is a little too narrow for few observations: for
 * normal ones as if the factor were √((n - 1) / n) times the normal quantile, not Student's.
 *
 * <p>Differences between two ways to treat the same units go in as differences, unit by unit: then
 * what the ways have in common does not widen the interval.
 *
 * <p>The draws depend on the seed and on n only, so that intervals over the same units use the same
 * draws, at every call.
 */
public final class Bootstrap {
  /** The ends are then the 250th of the means from either side. */
  public static final int RESAMPLES = 10_000;

  private static final double TAIL = (1 - 0.95) / 2;

  /** With fewer the interval would be the range of the means. */
  private static final int FEWEST = 39;

  private final int resamples;
  private final long seed;

  /** A bootstrap of {@value #RESAMPLES} resamples. */
  public Bootstrap(long seed) {
    this(RESAMPLES, seed);
  }

  /**
   * A bootstrap of another number of resamples.
   *
   * @param resamples at least 39, for there to be a 2.5 % quantile
   */
  public Bootstrap(int resamples, long seed) {
    if (resamples < FEWEST) {
      throw new IllegalArgumentException("at least " + FEWEST + " resamples, not " + resamples);
    }
    this.resamples = resamples;
    this.seed = seed;
  }

  /**
   * The mean of observations and its interval.
   *
   * @param observations one a unit of repetition, at least one
   * @return its {@link Estimate#forks} are the observations; without an interval for a single one,
   *     and NaN throughout where an observation is not a finite number
   */
  public Estimate mean(double[] observations) {
    int n = observations.length;
    if (n == 0) {
      throw new IllegalArgumentException("no observations");
    }
    double mean = Arrays.stream(observations).sum() / n;
    if (n == 1 || !Double.isFinite(mean)) {
      return new Estimate(Double.isFinite(mean) ? mean : Double.NaN, Double.NaN, Double.NaN, n);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int resample = 0; resample < resamples; resample++) {
      double sum = 0;
      for (int draw = 0; draw < n; draw++) {
        sum += observations[random.nextInt(n)];
      }
      means[resample] = sum / n;
    }
    Arrays.sort(means);
    int k = (int) (TAIL * (resamples + 1));
    return new Estimate(mean, means[k - 1], means[resamples - k], n);
  }
}
