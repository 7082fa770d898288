package dev.kvbench.results;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows for tests, with nothing in them that the test does not ask for. */
public final class Rows {
  private Rows() {}

  /** One fork for each array of iterations, in s/op. */
  public static Row of(double[]... forks) {
    List<List<Double>> rawData =
        Arrays.stream(forks).map(fork -> Arrays.stream(fork).boxed().toList()).toList();
    double score =
        rawData.stream().flatMap(List::stream).mapToDouble(d -> d).average().orElse(Double.NaN);
    return of(new Metric(score, Double.NaN, "s/op", rawData), forks.length);
  }

  /** One fork of one iteration for each value. */
  public static Row ofForks(double... figures) {
    return of(Arrays.stream(figures).mapToObj(f -> new double[] {f}).toArray(double[][]::new));
  }

  public static Row of(Metric primary, int forks) {
    return row("sample.B.cached", Map.of("steps", "64"), primary, forks);
  }

  /** One fork of one iteration for each value. */
  public static Row row(
      String benchmark, Map<String, String> params, String unit, double... figures) {
    return row(benchmark, params, metric(unit, figures), figures.length);
  }

  private static Row row(String benchmark, Map<String, String> params, Metric primary, int forks) {
    return new Row(benchmark, "ss", 1, 1, forks, new TreeMap<>(params), primary, new TreeMap<>());
  }

  /** One fork of one iteration for each value. */
  public static Metric metric(String unit, double... figures) {
    double score = Arrays.stream(figures).average().orElse(Double.NaN);
    List<List<Double>> raw = Arrays.stream(figures).mapToObj(List::of).toList();
    return new Metric(score, Double.NaN, unit, raw);
  }
}
