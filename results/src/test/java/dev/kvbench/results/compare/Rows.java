package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Rows and comparisons in few words, for the tests of verdicts. */
public final class Rows {
  static final double[] STEADY = {1.00, 1.001, 0.999, 1.0005, 0.9995};

  static Row row(String unit, int number, double... forks) {
    return NoiseModel.row(
        unit.startsWith("ops") ? "thrpt" : "avgt",
        unit,
        number,
        Arrays.stream(forks).mapToObj(List::of).toList());
  }

  static double[] times(double factor, double... values) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  static Row with(Row row, String metric, double... forks) {
    TreeMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    secondary.put(
        metric,
        new Metric(
            forks[0], Double.NaN, "value", Arrays.stream(forks).mapToObj(List::of).toList()));
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        row.primary(),
        secondary);
  }

  static Source run(Row... rows) {
    return NoiseModel.source("run", List.of(rows));
  }

  static Comparison compare(Source baseline, Source candidate) {
    return Comparison.of(List.of(baseline), List.of(candidate), Gate.standard(), List.of());
  }

  static RowVerdict only(Comparison comparison) {
    assertThat(comparison.rows()).hasSize(1);
    return comparison.rows().get(0);
  }

  private Rows() {}
}
