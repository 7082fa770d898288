package dev.kvbench.results.compare;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One row of one side, fork by fork.
 *
 * @param row the first measurement of it, by its name, the compared metric being its primary one
 * @param unit of the metric that is compared
 * @param logs for each fork the natural logarithm of the median of its iterations, in that unit; a
 *     row without raw data, which tells nothing of its forks, has its score as the only one
 * @param byFork whether the forks are known
 * @param keys what the row is called where it was read, ignored parameters included
 */
record Sample(Row row, MetricUnit unit, List<Double> logs, boolean byFork, Set<String> keys) {
  Sample {
    logs = List.copyOf(logs);
    keys = Set.copyOf(keys);
  }

  /**
   * Takes one metric of a row.
   *
   * @param metric a secondary metric; none for the primary one
   * @throws InputException naming the file and the row where a value is not positive and finite,
   *     the metric is missing, or units do not go together
   */
  static Sample of(List<Side.Located> measurements, Optional<String> metric) {
    MetricUnit unit = null;
    boolean byFork = true;
    List<Double> logs = new ArrayList<>();
    for (Side.Located measurement : measurements) {
      Row row = select(measurement, measurement.row(), metric);
      MetricUnit own = MetricUnit.of(row.primary().unit());
      if (unit != null && !unit.name().equals(own.name())) {
        throw wrong(measurement, "is in " + own.name() + ", elsewhere in " + unit.name());
      }
      unit = own;
      byFork &= !row.primary().rawData().isEmpty();
      try {
        for (double log : Estimates.logFigures(row)) {
          logs.add(log + Math.log(own.factor()));
        }
      } catch (InputException e) {
        throw new InputException(measurement.source().path() + ": " + e.getMessage(), e);
      }
    }
    Set<String> keys = new HashSet<>();
    measurements.forEach(measurement -> keys.add(measurement.key()));
    Side.Located first = measurements.get(0);
    return new Sample(select(first, first.named(), metric), unit, logs, byFork, keys);
  }

  private static Row select(Side.Located measurement, Row row, Optional<String> name) {
    if (name.isEmpty()) {
      return row;
    }
    Metric metric = row.secondary().get(name.get());
    if (metric == null) {
      throw wrong(
          measurement, "has no metric '" + name.get() + "'; there are " + row.secondary().keySet());
    }
    return row.withPrimary(metric);
  }

  private static InputException wrong(Side.Located measurement, String what) {
    return new InputException(
        measurement.source().path() + ": " + measurement.named().key() + " " + what);
  }

  int forks() {
    return logs.size();
  }

  double mean() {
    return logs.stream().mapToDouble(log -> log).average().orElseThrow();
  }

  /** Of one fork's logarithm, unbiased; NaN with a single fork. */
  double variance() {
    double mean = mean();
    return logs.stream().mapToDouble(log -> (log - mean) * (log - mean)).sum() / (logs.size() - 1);
  }

  /** The geometric mean of the forks' medians, in {@link #unit}. */
  double value() {
    return Math.exp(mean());
  }
}
