package dev.kvbench.results.history;

/**
 * How differently the two sides of a split are distributed: the scaled energy distance of Matteson
 * and James, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data",
 * JASA 109 (505), 2014, with the exponent 1.
 *
 * <p>Of points x_1 … x_m before the split and y_1 … y_n after it:
 *
 * <pre>
 *   E = 2 mean |x_i - y_j| - mean |x_i - x_k| (i &lt; k) - mean |y_j - y_k| (j &lt; k)
 *   Q = E m n / (m + n)
 * </pre>
 *
 * <p>E of the distributions themselves is 0 where they are the same, and positive otherwise.
 */
final class EnergyStatistic {
  private EnergyStatistic() {}

  /**
   * The split that tells most.
   *
   * @param split the first point after it
   * @param end the points after it end before this one; points from there on have no say, so that a
   *     second change does not hide the first
   * @param q the statistic, in the unit of the series; negative infinity where nothing can be split
   */
  record Largest(int split, int end, double q) {
    private static final Largest NONE = new Largest(-1, -1, Double.NEGATIVE_INFINITY);

    boolean exists() {
      return split >= 0;
    }
  }

  /**
   * The largest statistic over all splits, and all ends after them, of the points {@code from} to
   * {@code to} - 1. Takes time in proportion to the square of their number: sums of distances are
   * carried on from one end to the next.
   *
   * @param fewest points on either side, at least 2
   */
  static Largest largest(double[] series, int from, int to, int fewest) {
    int points = to - from;
    double[] sums = new double[points + 1]; // [s]: distances among the first s points
    double[] later = new double[points]; // [i]: distances of point i to those after it
    double[] after = new double[points]; // [s]: distances among the points s to end - 1
    double[] inverse = new double[points + 1]; // [s]: 1 / (s - 1); to divide takes much longer
    Largest largest = Largest.NONE;
    for (int end = 2; end <= points; end++) {
      double last = series[from + end - 1];
      double all = 0;
      for (int i = end - 2; i >= 0; i--) {
        later[i] += Math.abs(series[from + i] - last);
        all += later[i];
        after[i] = all;
      }
      sums[end] = all;
      inverse[end] = 1.0 / (end - 1);
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int m = fewest; m <= end - fewest; m++) {
        int n = end - m;
        // E m n / 2, the means being sums over m n, m (m - 1) / 2 and n (n - 1) / 2 pairs
        double tells = all - sums[m] * (1 + n * inverse[m]) - after[m] * (1 + m * inverse[n]);
        if (tells > most) {
          most = tells;
          best = m;
        }
      }
      double q = 2 * most / end;
      if (q > largest.q) {
        largest = new Largest(from + best, from + end, q);
      }
    }
    return largest;
  }

  /** The largest of several segments, which end where the next begins. */
  static Largest largest(double[] series, int[] bounds, int fewest) {
    Largest largest = Largest.NONE;
    for (int i = 0; i + 1 < bounds.length; i++) {
      Largest own = largest(series, bounds[i], bounds[i + 1], fewest);
      if (own.q > largest.q) {
        largest = own;
      }
    }
    return largest;
  }
}
