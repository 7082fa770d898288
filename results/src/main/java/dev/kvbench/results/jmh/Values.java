package dev.kvbench.results.jmh;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/** The figures that JMH gives of a metric's iterations; NaN where there are none. */
final class Values {
  /** JMH gives intervals of 99.9 %. */
  private static final double TAIL = (1 - 0.999) / 2;

  private Values() {}

  static double mean(double... values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** Half the width of the mean's interval; JMH gives none for two values or fewer. */
  static double meanError(double... values) {
    int n = values.length;
    if (n < 3) {
      return Double.NaN;
    }
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return TDistribution.of(n - 1.0).inverseSurvivalProbability(TAIL)
        * Math.sqrt(squares / (n - 1) / n);
  }

  /** Between the two values around position percent (n + 1) / 100, in proportion. */
  static double percentile(double percent, double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double position = Math.min(Math.max(percent * (values.length + 1) / 100, 1), values.length);
    double lower = sorted[(int) position - 1];
    double upper = sorted[Math.min((int) position, values.length - 1)];
    return lower + (position - (int) position) * (upper - lower);
  }
}
