package dev.kvbench.results;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings a row's time to seconds an invocation. */
final class Seconds {
  private static final Map<String, Double> UNITS =
      Map.of(
          "ns/op", 1e-9, "us/op", 1e-6, "ms/op", 1e-3, "s/op", 1.0, "min/op", 60.0, "hr/op", 3600.0,
          "day/op", 86400.0);

  private Seconds() {}

  /** The row with its primary metric in s/op; empty where it holds no time an invocation. */
  static Optional<Row> in(Row row) {
    return Optional.ofNullable(UNITS.get(row.primary().unit()))
        .map(factor -> withPrimary(row, scaled(row.primary(), factor)));
  }

  static Row withPrimary(Row row, Metric primary) {
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        primary,
        row.secondary());
  }

  private static Metric scaled(Metric metric, double factor) {
    List<List<Double>> raw =
        metric.rawData().stream()
            .map(fork -> fork.stream().map(value -> value * factor).toList())
            .toList();
    return new Metric(metric.score() * factor, metric.scoreError() * factor, "s/op", raw);
  }
}
