package dev.kvbench.results.stats;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;
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

  private static final Median MEDIAN = Median.withDefaults();

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
   * A further metric by the rule of the row's figure, so that a rate is the row's work divided by
   * that: the geometric mean of the forks' medians, of a bursty row of their harmonic means. JMH's
   * score where a value is not positive, or there are no raw data.
   *
   * @return empty where the row has no such metric
   */
  public static OptionalDouble metric(Row row, String name) {
    Metric metric = row.secondary().get(name);
    if (metric == null) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (List<Double> fork : metric.rawData()) {
      double[] sorted = fork.stream().mapToDouble(value -> value).sorted().toArray();
      if (sorted.length == 0 || !(sorted[0] > 0)) {
        return OptionalDouble.of(metric.score());
      }
      sum +=
          Math.log(
              row.isBursty()
                  ? sorted.length / Arrays.stream(sorted).map(value -> 1 / value).sum()
                  : MEDIAN.evaluate(sorted));
    }
    int forks = metric.rawData().size();
    return OptionalDouble.of(forks == 0 ? metric.score() : Math.exp(sum / forks));
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
    return estimate(
        a.value / b.value,
        a.variance + b.variance,
        degreesOfFreedom(a.variance, a.forks, b.variance, b.forks),
        Math.min(a.forks, b.forks));
  }

  /**
   * Welch's, of the difference of two means.
   *
   * @param varianceA of the mean itself, as {@code varianceB}; not both 0
   */
  public static double degreesOfFreedom(
      double varianceA, int forksA, double varianceB, int forksB) {
    double both = varianceA + varianceB;
    return both
        * both
        / (varianceA * varianceA / (forksA - 1) + varianceB * varianceB / (forksB - 1));
  }

  /**
   * How many times as fast one row is as another: of times other ÷ row, of rates the other way
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
   * The figure of each fork, in the metric's own unit; without raw data the score alone.
   *
   * @throws InputException if the row holds a value that is negative or not finite, a time or rate
   *     that no operation can have, or a fork without iterations
   */
  public static double[] figures(Row row) {
    List<List<Double>> forks = row.primary().rawData();
    return forks.isEmpty()
        ? new double[] {checked(row, "its score", row.primary().score())}
        : IntStream.range(0, forks.size()).mapToDouble(fork -> figure(row, fork)).toArray();
  }

  private static double figure(Row row, int fork) {
    double[] sorted =
        row.primary().rawData().get(fork).stream()
            .mapToDouble(value -> checked(row, "an iteration of fork " + (fork + 1), value))
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      throw new InputException(
          "%s: fork %d has no iterations; run it again".formatted(row.key(), fork + 1));
    }
    if (row.isBursty()) {
      return Arrays.stream(sorted).average().orElseThrow();
    }
    return MEDIAN.evaluate(sorted);
  }

  private static double checked(Row row, String what, double value) {
    String unit = row.primary().unit();
    boolean isTime = isRate(row) || Seconds.perOperation(unit).isPresent();
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY) || (isTime && value == 0)) {
      throw wrong(row, what, value, "not a positive number");
    }
    if (isTime && !Seconds.isPlausible(Seconds.ofOperation(value, unit).getAsDouble())) {
      throw wrong(row, what, value, "which no operation takes");
    }
    return value;
  }

  private static InputException wrong(Row row, String what, double value, String why) {
    return new InputException(
        "%s: %s is %s %s, %s; run it again"
            .formatted(row.key(), what, value, row.primary().unit(), why));
  }

  /**
   * A percentile of a row, all forks together, as JMH itself interpolates it: of the calls in
   * sampling mode, else of the iterations. Of a rate it is counted from the fast end, so that the
   * 90th is a slow one as it is of a time. NaN where there is no raw data.
   */
  public static double percentile(Row row, double percent) {
    NavigableMap<Double, Long> seen = new TreeMap<>(row.primary().calls());
    if (seen.isEmpty()) {
      row.primary()
          .rawData()
          .forEach(fork -> fork.forEach(value -> seen.merge(value, 1L, Long::sum)));
    }
    if (seen.isEmpty()) {
      return Double.NaN;
    }
    long n = seen.values().stream().mapToLong(times -> times).sum();
    double position = (isRate(row) ? 100 - percent : percent) * (n + 1) / 100;
    double below = Math.floor(position);
    double lower = at(seen, below);
    return lower + (position - below) * (at(seen, below + 1) - lower);
  }

  /** The value at a position, counted from 1; beyond the ends the first or the last. */
  private static double at(NavigableMap<Double, Long> seen, double position) {
    double passed = 0;
    for (Map.Entry<Double, Long> entry : seen.entrySet()) {
      passed += entry.getValue();
      if (passed >= position) {
        return entry.getKey();
      }
    }
    return seen.lastKey();
  }

  private static Estimate estimate(
      double value, double variance, double degreesOfFreedom, int forks) {
    double halfWidth = variance; // 0 without any scatter, NaN where none can be known
    if (variance > 0) {
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
      double[] figures = figures(row);
      for (double figure : figures) {
        if (figure == 0) {
          throw wrong(row, "a fork", figure, "not a positive number");
        }
      }
      if (figures.length == 1) {
        boolean fork = !row.primary().rawData().isEmpty();
        return new GeometricMean(figures[0], Double.NaN, fork ? 1 : row.forks());
      }
      int n = figures.length;
      double mean = Arrays.stream(figures).map(Math::log).sum() / n;
      double squares =
          Arrays.stream(figures).map(figure -> Math.pow(Math.log(figure) - mean, 2)).sum();
      return new GeometricMean(Math.exp(mean), squares / (n - 1) / n, n);
    }
  }
}
