package dev.kvbench.plot;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Made-up rows of the benchmarks that sweep a parameter; metrics and parameters are added. */
final class SweepRows {
  private SweepRows() {}

  /** One token of a model, its forks 2 % apart one after the other. */
  static Row crossover(String arm, String generation, int block, int embed, double micros) {
    Row row = row("CrossoverBenchmark." + arm, "us/op", micros, 5, 0.02);
    return with(row, "generation", generation, "blockSize", block, "embedSize", embed);
  }

  static Row batch(String arm, int batch, double seconds) {
    return with(
        row("BatchBenchmark." + arm, "s/op", seconds, 5, 0.02), "batchSize", batch, "steps", 64);
  }

  static Row step(String arm, String policy, int position, double micros) {
    Row row = row("DecodeStepBenchmark." + arm, "us/op", micros, 5, 0.02);
    return with(row, "position", position, "policy", policy);
  }

  static Row row(String method, String unit, double value, int forks, double apart) {
    List<List<Double>> raw =
        IntStream.range(0, forks)
            .mapToObj(i -> List.of(value * Math.exp(apart * (i - (forks - 1) / 2.0))))
            .toList();
    return new Row(
        "dev.kvbench.benchmarks." + method,
        "ss",
        1,
        forks,
        new TreeMap<>(Map.of("policy", "ring", "engine", "script", "batchSize", "1")),
        new Metric(value, Double.NaN, unit, raw),
        new TreeMap<>());
  }

  /** The row with parameters given as name, value, name, value. */
  static Row with(Row row, Object... params) {
    TreeMap<String, String> all = new TreeMap<>(row.params());
    for (int i = 0; i < params.length; i += 2) {
      all.put(params[i].toString(), params[i + 1].toString());
    }
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        all,
        row.primary(),
        row.secondary());
  }

  static Row metric(Row row, String name, double score) {
    TreeMap<String, Metric> all = new TreeMap<>(row.secondary());
    all.put(name, new Metric(score, Double.NaN, "value", List.of()));
    return new Row(
        row.benchmark(), row.mode(), row.threads(), row.forks(), row.params(), row.primary(), all);
  }

  /** Both arms of a model: a cached token takes 100 µs, an uncached one so many times that. */
  static List<Row> models(String generation, int block, int embed, double ratio, double predicted) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        metric(crossover("cached", generation, block, embed, 100), "predictedMicroseconds", 10));
    rows.add(
        metric(
            crossover("uncached", generation, block, embed, 100 * ratio),
            "predictedMicroseconds",
            10 * predicted));
    return rows;
  }
}
