package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Rows and comparisons in few words, for the tests of verdicts. */
public final class Rows {
  static final double[] STEADY = {1.00, 1.001, 0.999, 1.0005, 0.9995};

  static Row row(String unit, int number, double... forks) {
    List<List<Double>> raw = Arrays.stream(forks).mapToObj(List::of).toList();
    return new Row(
        "sample.Some.method",
        unit.startsWith("ops") ? "thrpt" : "avgt",
        1,
        1,
        raw.size(),
        new TreeMap<>(Map.of("row", String.valueOf(number))),
        new Metric(Arrays.stream(forks).sum() / forks.length, Double.NaN, unit, raw),
        new TreeMap<>());
  }

  /** Of times, of which less is better. */
  static RowPair pair(Sample baseline, Sample candidate) {
    ExactMetric.Findings none = new ExactMetric.Findings(List.of(), List.of(), List.of());
    return new RowPair(baseline, candidate, Better.LOWER, Gate.DEFAULT_THRESHOLD, none);
  }

  static double[] times(double factor, double... values) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  static Row with(Row row, String metric, double... forks) {
    TreeMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    List<List<Double>> raw = Arrays.stream(forks).mapToObj(List::of).toList();
    secondary.put(metric, new Metric(forks[0], Double.NaN, "value", raw));
    return row.withSecondary(secondary);
  }

  static Source run(Row... rows) {
    return new Source(Path.of("run"), List.of(rows), Environment.of(Map.of()), Optional.empty());
  }

  /** A row of this project, of which a policy is known. */
  static Row own(String method, String policy, double... forks) {
    Row row = row("s/op", 0, forks);
    return new Row(
        "dev.kvbench.benchmarks.GenerateBenchmark." + method,
        row.mode(),
        row.threads(),
        1,
        row.forks(),
        new TreeMap<>(Map.of("policy", policy)),
        row.primary(),
        row.secondary());
  }

  static Comparison compare(Source baseline, Source candidate) {
    return compare(baseline, candidate, Gate.standard());
  }

  static Comparison compare(Source baseline, Source candidate, Gate gate) {
    return Comparison.of(List.of(baseline), List.of(candidate), gate, List.of());
  }

  /** Of the time or another metric, without exact metrics. */
  static Gate gate(String metric, Better better) {
    return new Gate(
        Gate.DEFAULT_THRESHOLD,
        Gate.DEFAULT_ALPHA,
        Optional.ofNullable(metric),
        Optional.ofNullable(better),
        Set.of(),
        Map.of(),
        NoiseFloor.none());
  }

  /** Of the time, by noise floors and without parameters that do not matter. */
  static Gate gate(NoiseFloor floors, String... ignored) {
    return new Gate(
        Gate.DEFAULT_THRESHOLD,
        Gate.DEFAULT_ALPHA,
        Optional.empty(),
        Optional.empty(),
        Set.of(ignored),
        Map.of(),
        floors);
  }

  static RowVerdict only(Comparison comparison) {
    assertThat(comparison.rows()).hasSize(1);
    return comparison.rows().get(0);
  }

  private Rows() {}
}
