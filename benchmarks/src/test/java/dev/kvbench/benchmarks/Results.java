package dev.kvbench.benchmarks;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Made-up results, as rows and as the JSON that JMH would write of them. */
public final class Results {
  private static final Gson GSON = new Gson();

  private Results() {}

  /**
   * A row with a fork of one value for each figure, in seconds an operation of so many tokens as
   * its {@code steps}.
   *
   * @param benchmark a class of this package and a method, or a full name
   * @param params {@code NAME=VALUE} each
   */
  public static Row row(String benchmark, String params, double... figures) {
    List<List<Double>> forks = Arrays.stream(figures).mapToObj(List::of).toList();
    Row row =
        new Row(
            benchmark.matches("[A-Z].*") ? "dev.kvbench.benchmarks." + benchmark : benchmark,
            "ss",
            1,
            1,
            figures.length,
            params(params),
            new Metric(figures[0], Double.NaN, "s/op", forks),
            new TreeMap<>());
    return with(row, "tokensPerOperation", row.count("steps").orElse(1));
  }

  /** Values by their names, of {@code NAME=VALUE} each, with a blank between them. */
  public static TreeMap<String, String> params(String line) {
    return Stream.of(line.split(" "))
        .filter(param -> !param.isEmpty())
        .map(param -> param.split("=", 2))
        .collect(Collectors.toMap(param -> param[0], param -> param[1], (a, b) -> b, TreeMap::new));
  }

  /** The row with one more metric, which has the same value in every fork. */
  public static Row with(Row row, String metric, double value) {
    TreeMap<String, Metric> metrics = new TreeMap<>(row.secondary());
    List<List<Double>> forks =
        row.primary().rawData().stream().map(fork -> List.of(value)).toList();
    metrics.put(metric, new Metric(value, Double.NaN, "value", forks));
    return row.withSecondary(metrics);
  }

  /** What JMH would write. */
  public static String json(List<Row> rows) {
    return rows.stream()
        .map(Results::tree)
        .map(GSON::toJson)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static Map<String, Object> tree(Row row) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("jmhVersion", "1.37");
    tree.put("benchmark", row.benchmark());
    tree.put("mode", row.mode());
    tree.put("threads", row.threads());
    tree.put("forks", row.forks());
    tree.put("jdkVersion", "17");
    tree.put("params", row.params());
    tree.put("primaryMetric", tree(row.primary()));
    Map<String, JsonElement> secondary = new TreeMap<>();
    row.secondary().forEach((name, metric) -> secondary.put(name, GSON.toJsonTree(tree(metric))));
    tree.put("secondaryMetrics", secondary);
    return tree;
  }

  private static Map<String, Object> tree(Metric metric) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("score", metric.score());
    tree.put("scoreError", "NaN");
    tree.put("scoreConfidence", List.of("NaN", "NaN"));
    tree.put("scoreUnit", metric.unit());
    tree.put("rawData", metric.rawData());
    return tree;
  }
}
