package dev.kvbench.results.compare;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes benchmark results with noise of known size:
 *
 * <pre>
 *   ln(iteration j of fork i) = ln(true value) + f_i + a_ij + o_ij
 *   f_i   normal, standard deviation forkNoise: what a JVM keeps for its life
 *   a_ij  first-order autoregression with coefficient 0.7 and standard deviation iterationNoise
 *   o_ij  in 2 of 100 iterations exponential with mean 0.3, else 0: something else ran meanwhile
 * </pre>
 */
final class NoiseModel {
  private static final double AUTOCORRELATION = 0.7;
  private static final double OUTLIERS = 0.02;
  private static final double OUTLIER_MEAN = 0.3;

  private final SplittableRandom random;
  private final double forkNoise;
  private final double iterationNoise;
  private final int iterations;

  NoiseModel(long seed, double forkNoise, double iterationNoise, int iterations) {
    this.random = new SplittableRandom(seed);
    this.forkNoise = forkNoise;
    this.iterationNoise = iterationNoise;
    this.iterations = iterations;
  }

  /** Iterations by fork, around a true value. */
  List<List<Double>> forks(int forks, double value) {
    List<List<Double>> raw = new ArrayList<>();
    for (int i = 0; i < forks; i++) {
      double center = Math.log(value) + forkNoise * random.nextGaussian();
      double state = iterationNoise * random.nextGaussian();
      List<Double> fork = new ArrayList<>();
      for (int j = 0; j < iterations; j++) {
        double innovation = Math.sqrt(1 - AUTOCORRELATION * AUTOCORRELATION) * iterationNoise;
        state = AUTOCORRELATION * state + innovation * random.nextGaussian();
        boolean outlier = random.nextDouble() < OUTLIERS;
        double disturbed = outlier ? -OUTLIER_MEAN * Math.log1p(-random.nextDouble()) : 0;
        fork.add(Math.exp(center + state + disturbed));
      }
      raw.add(fork);
    }
    return raw;
  }

  /** A run of rows with these true values. */
  Source run(String name, String mode, String unit, int forks, double... values) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      rows.add(row(mode, unit, i, forks(forks, values[i])));
    }
    return source(name, rows);
  }

  static Source source(String name, List<Row> rows) {
    return new Source(Path.of(name), rows, Environment.of(Map.of()), Optional.empty());
  }

  static Row row(String mode, String unit, int number, List<List<Double>> raw) {
    TreeMap<String, String> params = new TreeMap<>(Map.of("row", String.valueOf(number)));
    double score =
        raw.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElse(Double.NaN);
    return new Row(
        "sample.Some.method",
        mode,
        1,
        1,
        raw.size(),
        params,
        new Metric(score, Double.NaN, unit, raw),
        new TreeMap<>());
  }
}
