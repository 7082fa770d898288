package dev.kvbench.plot.report;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Made-up runs, and the committed ones. */
final class Samples {
  static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "machine", Map.of("cpu", "Test CPU"),
              "engine", Map.of("device", "cpu", "threads", "2"),
              "build", Map.of("git.commit", "0123456789abcdef", "git.dirty", "false")));

  private Samples() {}

  /** A row of GenerateBenchmark, an iteration a fork. */
  static Row row(String method, int steps, String policy, double... seconds) {
    return row(
        "GenerateBenchmark." + method, Map.of("steps", "" + steps, "policy", policy), seconds);
  }

  static Row row(String benchmark, Map<String, String> params, double... seconds) {
    List<List<Double>> raw = new ArrayList<>();
    for (double fork : seconds) {
      raw.add(List.of(fork));
    }
    SortedMap<String, String> all = new TreeMap<>(Map.of("blockSize", "1024", "embedSize", "256"));
    all.putAll(params);
    return new Row(
        "dev.kvbench.benchmarks." + benchmark,
        "ss",
        1,
        seconds.length,
        all,
        new Metric(seconds[0], Double.NaN, "s/op", raw),
        new TreeMap<>());
  }

  static Row with(Row row, String name, double value) {
    SortedMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    secondary.put(name, new Metric(value, Double.NaN, "value", List.of()));
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        row.primary(),
        secondary);
  }

  /** Both arms at 64 and 2048 tokens, the latter past the window. */
  static List<Row> rows() {
    return List.of(
        row("uncached", 64, "shift", 1.0, 1.01, 0.99),
        row("cached", 64, "shift", 0.1, 0.102, 0.098),
        row("uncached", 2048, "shift", 90.0, 91.0, 89.0),
        with(row("cached", 2048, "shift", 3.0, 3.1, 2.9), "exact", 0));
  }

  static ReportRun run(List<Row> rows) {
    return run(ENVIRONMENT, rows);
  }

  static ReportRun run(Environment environment, List<Row> rows) {
    return new ReportRun("run", environment, rows, List.of(), Optional.empty(), List.of());
  }

  /** A run of benchmarks that is committed. */
  static ReportRun reference(String name) {
    RunDirectory run = RunDirectory.open(Path.of("../results/reference", name));
    return new ReportRun(
        name, run.environment(), run.rows(), List.of(), Optional.empty(), List.of());
  }

  /** The environment with a fact more. */
  static Environment with(String section, String name, String value) {
    Map<String, String> fact = new LinkedHashMap<>();
    fact.put(name, value);
    return ENVIRONMENT.with(section, fact);
  }
}
