package dev.kvbench.results;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the JSON that JMH writes with {@code -rf json} (JMH 1.3x; the format bears no version of
 * its own). Only what a {@link Row} needs is read; what JMH may add later is skipped.
 */
public final class JmhJson {
  private static final String REMEDY =
      "give a result that JMH wrote with -rf json, or run the benchmark again";

  /** JMH's {@code Mode.shortLabel()}. */
  private static final Set<String> MODES = Set.of("thrpt", "avgt", "sample", "ss");

  private JmhJson() {}

  /**
   * The rows in the file's order; none when JMH wrote an empty result, which it does when every
   * benchmark failed.
   *
   * @throws InputException if the file cannot be read or is not a whole JMH result
   */
  public static List<Row> read(Path file) {
    return JsonNode.read(file, REMEDY).items().stream().map(JmhJson::row).toList();
  }

  private static Row row(JsonNode row) {
    String mode = row.member("mode").string();
    if (!MODES.contains(mode)) {
      throw row.member("mode").expected("one of JMH's modes (thrpt, avgt, sample, ss)");
    }
    return new Row(
        row.member("benchmark").string(),
        mode,
        row.member("threads").count(),
        row.member("forks").count(),
        byName(row.optionalMember("params"), JsonNode::string),
        metric(row.member("primaryMetric")),
        byName(row.optionalMember("secondaryMetrics"), JmhJson::metric));
  }

  private static Metric metric(JsonNode metric) {
    return new Metric(
        number(metric.member("score")),
        number(metric.member("scoreError")),
        metric.member("scoreUnit").string(),
        rawData(metric));
  }

  /**
   * Empty when the member is missing: sampling modes have {@code rawDataHistogram} in its place,
   * and {@code -Djmh.json.rawData=false} leaves both out.
   */
  private static List<List<Double>> rawData(JsonNode metric) {
    return metric.optionalMember("rawData").map(JsonNode::items).orElse(List.of()).stream()
        .map(fork -> fork.items().stream().map(JmhJson::number).toList())
        .toList();
  }

  /** JSON has no words for these three, so JMH writes them as strings. */
  private static double number(JsonNode node) {
    if (!node.isString()) {
      return node.number();
    }
    return switch (node.string()) {
      case "NaN" -> Double.NaN;
      case "+INF" -> Double.POSITIVE_INFINITY;
      case "-INF" -> Double.NEGATIVE_INFINITY;
      default -> throw node.expected("a number");
    };
  }

  private static <T> SortedMap<String, T> byName(
      Optional<JsonNode> object, Function<JsonNode, T> read) {
    SortedMap<String, T> byName = new TreeMap<>();
    object.ifPresent(
        node -> node.members().forEach((name, value) -> byName.put(name, read.apply(value))));
    return byName;
  }
}
