package dev.kvbench.plot;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Made-up runs, the same at every call. */
final class Runs {
  private Runs() {}

  /** A row of one method in seconds, its forks 2 % apart. */
  static Row row(String method, int steps, double seconds, int forks, String... params) {
    return row(method, steps, seconds, forks, 0.02, params);
  }

  static Row row(
      String method, int steps, double seconds, int forks, double noise, String... params) {
    Random random = new Random(steps * 31L + method.hashCode());
    List<List<Double>> raw =
        IntStream.range(0, forks)
            .mapToObj(fork -> seconds * Math.exp(noise * random.nextGaussian()))
            .map(List::of)
            .toList();
    return row(method, "ss", params(steps, params), new Metric(seconds, 0, "s/op", raw));
  }

  static Row row(String method, String mode, SortedMap<String, String> params, Metric metric) {
    return new Row(
        "dev.kvbench.benchmarks.GenerateBenchmark." + method,
        mode,
        1,
        Math.max(1, metric.rawData().size()),
        params,
        metric,
        new TreeMap<>());
  }

  /** The parameters of the article's model, and those given as name, value, name, value. */
  static SortedMap<String, String> params(int steps, String... more) {
    SortedMap<String, String> params =
        new TreeMap<>(
            Map.of(
                "steps", String.valueOf(steps),
                "blockSize", "1024",
                "embedSize", "256",
                "device", "cpu",
                "policy", "shift",
                "batchSize", "1",
                "threads", "2",
                "seed", "1"));
    for (int i = 0; i < more.length; i += 2) {
      params.put(more[i], more[i + 1]);
    }
    return params;
  }

  static Row approximate(Row row) {
    return exact(row, 0);
  }

  static Row exact(Row row, double exact) {
    Metric metric = new Metric(exact, Double.NaN, "exact", List.of());
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        row.primary(),
        new TreeMap<>(Map.of("exact", metric)));
  }

  /** Steps in powers of two, 2 ms a cached token, 4 to 15 ms an uncached one. */
  static List<Row> quick() {
    List<Row> rows = new ArrayList<>();
    for (int steps = 32; steps <= 512; steps *= 2) {
      rows.add(exact(row("cached", steps, 0.002 * steps, 5), 1));
      rows.add(row("uncached", steps, steps * (0.004 + 0.011 * steps / 512), 5));
    }
    return rows;
  }

  /** The article's steps: two policies, one fork of the uncached arm, none at 10 000. */
  static List<Row> article() {
    List<Row> rows = new ArrayList<>();
    IntToDoubleFunction shift = steps -> 0.0021 * steps * (1 + Math.min(steps, 1024) / 4096.0);
    for (int steps : new int[] {100, 500, 1000, 5000, 10000}) {
      rows.add(exact(row("cached", steps, shift.applyAsDouble(steps), 5), steps > 1024 ? 0 : 1));
      rows.add(approximate(row("cached", steps, 0.0052 * steps, 5, "policy", "article")));
      if (steps < 10000) {
        rows.add(row("uncached", steps, steps * (0.004 + 0.03 * Math.min(steps, 1024) / 1024), 1));
      }
    }
    return rows;
  }

  /** One cached and one uncached row. */
  static List<Row> one() {
    return List.of(row("cached", 64, 0.128, 3), row("uncached", 64, 0.29, 3));
  }
}
