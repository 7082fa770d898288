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
import java.util.stream.DoubleStream;

/**
 * One row of one side, fork by fork.
 *
 * @param row the first measurement of it, by its name, the compared metric being its primary one
 * @param unit of the metric that is compared
 * @param figures of the forks, in that unit; a row without raw data, which tells nothing of its
 *     forks, has its score as the only one
 * @param byFork whether the forks are known
 * @param keys what the row is called where it was read, ignored parameters included
 */
record Sample(Row row, MetricUnit unit, List<Double> figures, boolean byFork, Set<String> keys) {
  Sample {
    figures = List.copyOf(figures);
    keys = Set.copyOf(keys);
  }

  /**
   * Takes one metric of a row.
   *
   * @param metric a secondary metric; none for the primary one
   * @throws InputException naming the file and the row where a value is none, the metric is
   *     missing, or units do not go together
   */
  static Sample of(List<SourceRows.Located> measurements, Optional<String> metric) {
    MetricUnit unit = null;
    boolean byFork = true;
    List<Double> figures = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (SourceRows.Located measurement : measurements) {
      Row row = select(measurement, measurement.row(), metric);
      MetricUnit own = MetricUnit.of(row.primary().unit());
      if (unit != null && !unit.name().equals(own.name())) {
        throw wrong(measurement, "is in " + own.name() + ", elsewhere in " + unit.name());
      }
      unit = own;
      byFork &= !row.primary().rawData().isEmpty();
      keys.add(measurement.key());
      try {
        for (double figure : Estimates.figures(row)) {
          figures.add(figure * own.factor());
        }
      } catch (InputException e) {
        throw new InputException(measurement.source().path() + ": " + e.getMessage(), e);
      }
    }
    SourceRows.Located first = measurements.get(0);
    return new Sample(select(first, first.named(), metric), unit, figures, byFork, keys);
  }

  /** A metric by its name; of percentiles JMH's files begin the name with the method. */
  static Optional<Metric> metric(Row row, String name) {
    return Optional.ofNullable(row.secondary().get(name))
        .or(() -> Optional.ofNullable(row.secondary().get(row.method() + "·" + name)));
  }

  private static Row select(SourceRows.Located measurement, Row row, Optional<String> name) {
    if (name.isEmpty()) {
      return row;
    }
    return row.withPrimary(
        metric(row, name.get())
            .orElseThrow(
                () ->
                    wrong(
                        measurement,
                        "has no metric '%s'; there are %s"
                            .formatted(name.get(), row.secondary().keySet()))));
  }

  private static InputException wrong(SourceRows.Located measurement, String what) {
    return new InputException(
        measurement.source().path() + ": " + measurement.named().key() + " " + what);
  }

  int forks() {
    return figures.size();
  }

  boolean hasZero() {
    return figures.contains(0.0);
  }

  boolean isConstant() {
    return figures.stream().distinct().count() == 1;
  }

  double[] array() {
    return figures.stream().mapToDouble(figure -> figure).toArray();
  }

  DoubleStream logs() {
    return figures.stream().mapToDouble(Math::log);
  }

  /** Of one fork's logarithm, unbiased; NaN with a single fork, or where one has no logarithm. */
  double variance() {
    double mean = logs().sum() / forks();
    return logs().map(log -> (log - mean) * (log - mean)).sum() / (forks() - 1);
  }

  /**
   * The geometric mean of the forks' figures, in {@link #unit}; with a 0 among them, which would
   * make it 0, the arithmetic one.
   */
  double value() {
    return hasZero()
        ? figures.stream().mapToDouble(figure -> figure).average().orElseThrow()
        : Math.exp(logs().sum() / forks());
  }
}
