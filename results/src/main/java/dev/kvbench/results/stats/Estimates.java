package dev.kvbench.results.stats;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.jmh.Values;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Point estimates and 95 % confidence intervals of rows and of ratios of rows.
 *
 * <p>The fork is the unit of repetition: iterations inside one JVM share its compilation and memory
 * layout and are not independent, so intervals over them are far too narrow (Georges, Buytaert and
 * Eeckhout, "Statistically rigorous Java performance evaluation", OOPSLA 2007; Kalibera and Jones,
 * "Rigorous benchmarking in reasonable time", ISMM 2013).
 *
 * <p>For a row with n forks:
 *
 * <pre>
 *   y_i   = ln(median of the iterations of fork i; of a bursty row their mean)
 *   m     = mean(y),  v = sum((y_i - m)²) / (n - 1) / n
 *   value = exp(m)                                  the geometric mean of the forks' figures
 *   ends  = exp(m ± t(0.975, n - 1) √v)             Student's t
 * </pre>
 *
 * <p>A bursty row does most of its work in few of its iterations ({@link Row#isBursty}). A median
 * would never see those.
 *
 * <p>For a ratio of rows a and b, taken as independent:
 *
 * <pre>
 *   value = exp(m_a - m_b)                          = value of a / value of b
 *   ends  = exp(m_a - m_b ± t(0.975, d) √(v_a + v_b))
 *   d     = (v_a + v_b)² / (v_a² / (n_a - 1) + v_b² / (n_b - 1))
 * </pre>
 *
 * <p>d is Welch's number of degrees of freedom ("The generalization of 'Student's' problem when
 * several different population variances are involved", Biometrika 34, 1947). Times vary by factors
 * rather than by amounts, hence the logarithm, and with it the geometric mean, the only mean whose
 * ratios do not depend on which side is the reference (Fleming and Wallace, "How not to lie with
 * statistics", CACM 29(3), 1986).
 *
 * <p>With a single fork there is no interval. Without raw data (JMH's sampling mode) the value is
 * JMH's score and there is no interval either.
 */
public final class Estimates {
  private static final double TAIL = (1 - 0.95) / 2;

  private Estimates() {}

  /**
   * The row's primary metric, in the metric's own unit.
   *
   * @throws InputException if the row holds a value that is not positive and finite, a time or rate
   *     that no operation can have (below 1e-12 s or above 1e9 s), or a fork without iterations
   */
  public static Estimate of(Row row) {
    GeometricMean mean = GeometricMean.of(row);
    return estimate(mean.value, mean.variance, mean.forks - 1, mean.forks);
  }

  /**
   * How many times the numerator's primary metric is the denominator's.
   *
   * @throws InputException if the two have different units, or as for {@link #of(Row)}
   */
  public static Estimate ratio(Row numerator, Row denominator) {
    if (!numerator.primary().unit().equals(denominator.primary().unit())) {
      throw new InputException(
          "no ratio of different units: %s is in %s, %s in %s; run both with the same -tu"
              .formatted(
                  numerator.key(),
                  numerator.primary().unit(),
                  denominator.key(),
                  denominator.primary().unit()));
    }
    GeometricMean a = GeometricMean.of(numerator);
    GeometricMean b = GeometricMean.of(denominator);
    double variance = a.variance + b.variance;
    double degreesOfFreedom =
        variance
            * variance
            / (a.variance * a.variance / (a.forks - 1) + b.variance * b.variance / (b.forks - 1));
    return estimate(a.value / b.value, variance, degreesOfFreedom, Math.min(a.forks, b.forks));
  }

  /**
   * How many times faster one row is than another: of times other ÷ row, of rates the other way
   * round.
   *
   * @throws InputException as for {@link #ratio}
   */
  public static Estimate speedup(Row row, Row other) {
    return isRate(row) ? ratio(row, other) : ratio(other, row);
  }

  /** Whether the row holds operations a time, of which more is better. */
  static boolean isRate(Row row) {
    return Seconds.perRate(row.primary().unit()).isPresent();
  }

  /**
   * For each fork the natural logarithm of its figure, in the metric's own unit; without raw data
   * the logarithm of the score alone.
   *
   * @throws InputException as for {@link #of(Row)}
   */
  public static double[] logFigures(Row row) {
    int forks = row.primary().rawData().size();
    if (forks == 0) {
      double score = GeometricMean.positive(row, "its score", row.primary().score());
      return new double[] {Math.log(score)};
    }
    return IntStream.range(0, forks)
        .mapToDouble(i -> Math.log(GeometricMean.figure(row, i)))
        .toArray();
  }

  /**
   * A percentile of a row's iterations, of all forks together, as JMH itself interpolates it; NaN
   * where there is no raw data.
   */
  public static double percentile(Row row, double percent) {
    return Values.percentile(
        percent,
        row.primary().rawData().stream()
            .flatMap(List::stream)
            .mapToDouble(value -> value)
            .toArray());
  }

  private static Estimate estimate(
      double value, double variance, double degreesOfFreedom, int forks) {
    double halfWidth;
    if (Double.isNaN(variance)) {
      halfWidth = Double.NaN;
    } else if (variance == 0) {
      // Welch's degrees of freedom are 0 / 0 here.
      halfWidth = 0;
    } else {
      halfWidth =
          TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(TAIL) * Math.sqrt(variance);
    }
    return new Estimate(value, value * Math.exp(-halfWidth), value * Math.exp(halfWidth), forks);
  }

  /**
   * The geometric mean of a row's forks.
   *
   * @param variance of the value's logarithm (the square of its standard error), NaN where it
   *     cannot be known
   */
  private record GeometricMean(double value, double variance, int forks) {

    static GeometricMean of(Row row) {
      List<List<Double>> rawData = row.primary().rawData();
      if (rawData.isEmpty()) {
        return new GeometricMean(
            positive(row, "its score", row.primary().score()), Double.NaN, row.forks());
      }
      int forks = rawData.size();
      if (forks == 1) {
        return new GeometricMean(figure(row, 0), Double.NaN, 1);
      }
      double[] logs = logFigures(row);
      double mean = Arrays.stream(logs).sum() / forks;
      double squares = Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
      return new GeometricMean(Math.exp(mean), squares / (forks - 1) / forks, forks);
    }

    private static double figure(Row row, int fork) {
      double[] sorted =
          row.primary().rawData().get(fork).stream()
              .mapToDouble(value -> positive(row, "an iteration of fork " + (fork + 1), value))
              .sorted()
              .toArray();
      if (sorted.length == 0) {
        throw new InputException(
            "%s: fork %d has no iterations; run it again".formatted(row.key(), fork + 1));
      }
      if (row.isBursty()) {
        return Arrays.stream(sorted).average().orElseThrow();
      }
      // The same element twice where the number is odd.
      double lower = sorted[(sorted.length - 1) / 2];
      double upper = sorted[sorted.length / 2];
      return lower + (upper - lower) / 2;
    }

    private static double positive(Row row, String what, double value) {
      String unit = row.primary().unit();
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "%s: %s is %s %s, not a positive number; run it again"
                .formatted(row.key(), what, value, unit));
      }
      OptionalDouble seconds = Seconds.ofOperation(value, unit);
      if (seconds.isPresent() && !Seconds.isPlausible(seconds.getAsDouble())) {
        throw new InputException(
            "%s: %s is %s %s, which no operation takes; run it again"
                .formatted(row.key(), what, value, unit));
      }
      return value;
    }
  }
}
