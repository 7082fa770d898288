package dev.kvbench.results.jmh;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
    return List.copyOf(JsonNode.readItems(file, REMEDY, JmhJson::row));
  }

  /** JMH's objects, one for each row, still unread. */
  static List<JsonNode> results(Path file) {
    return JsonNode.readItems(file, REMEDY, result -> result);
  }

  /**
   * Reads a file with what it says of its JVM.
   *
   * @throws InputException as for {@link #read}
   */
  public static JmhFile readFile(Path file) {
    Map<String, Set<String>> facts = new LinkedHashMap<>();
    List<Row> rows =
        JsonNode.readItems(
            file,
            REMEDY,
            result -> {
              Row row = row(result);
              addJvm(facts, result);
              return row;
            });
    Map<String, String> joined = new LinkedHashMap<>();
    facts.forEach((name, values) -> joined.put(name, String.join(" | ", values)));
    return new JmhFile(rows, joined);
  }

  static Row row(JsonNode row) {
    String mode = row.member("mode").string();
    if (!MODES.contains(mode)) {
      throw row.member("mode").expected("one of JMH's modes (thrpt, avgt, sample, ss)");
    }
    return OlderResults.completed(
        new Row(
            row.member("benchmark").string(),
            mode,
            row.member("threads").count(),
            row.optionalMember("measurementBatchSize").map(JsonNode::count).orElse(1),
            row.member("forks").count(),
            byName(row.optionalMember("params"), JsonNode::string),
            metric(row.member("primaryMetric")),
            byName(row.optionalMember("secondaryMetrics"), JmhJson::metric)));
  }

  private static Metric metric(JsonNode metric) {
    return new Metric(
        number(metric.member("score")),
        number(metric.member("scoreError")),
        metric.member("scoreUnit").string(),
        rawData(metric),
        calls(metric));
  }

  /**
   * All calls of a sampling mode's histograms; called after {@link #rawData} has looked at them.
   */
  private static Map<Double, Long> calls(JsonNode metric) {
    Map<Double, Long> calls = new HashMap<>();
    if (metric.optionalMember("rawData").isEmpty()) {
      metric.optionalMember("rawDataHistogram").map(JsonNode::items).orElse(List.of()).stream()
          .flatMap(fork -> fork.items().stream())
          .flatMap(iteration -> iteration.items().stream())
          .map(JsonNode::items)
          .forEach(pair -> calls.merge(number(pair.get(0)), (long) pair.get(1).count(), Long::sum));
    }
    return calls;
  }

  /**
   * Empty when the file has neither form, as {@code -Djmh.json.rawData=false} makes it. Sampling
   * modes write a histogram of each iteration's calls, of which an iteration's value is the mean,
   * as JMH's own score is.
   */
  private static List<List<Double>> rawData(JsonNode metric) {
    Optional<JsonNode> histogram = metric.optionalMember("rawDataHistogram");
    if (metric.optionalMember("rawData").isEmpty() && histogram.isPresent()) {
      String unit = metric.member("scoreUnit").string();
      return histogram.get().items().stream()
          .map(fork -> fork.items().stream().map(iteration -> mean(iteration, unit)).toList())
          .toList();
    }
    return metric.optionalMember("rawData").map(JsonNode::items).orElse(List.of()).stream()
        .map(fork -> fork.items().stream().map(JmhJson::number).toList())
        .toList();
  }

  /**
   * Of an iteration's calls, given as pairs of a time and how many took it. A call may be too short
   * for the clock and take 0; a wrong time would go unseen in the mean.
   */
  private static double mean(JsonNode iteration, String unit) {
    double sum = 0;
    double calls = 0;
    for (JsonNode pair : iteration.items()) {
      List<JsonNode> items = pair.items();
      if (items.size() != 2) {
        throw pair.expected("a pair of time and count");
      }
      int count = items.get(1).count();
      double time = number(items.get(0));
      OptionalDouble seconds = Seconds.ofOperation(time, unit);
      if (seconds.isPresent() && time != 0 && !Seconds.isPlausible(seconds.getAsDouble())) {
        throw items.get(0).expected("a time that a call can take");
      }
      sum += time * count;
      calls += count;
    }
    if (calls == 0) {
      throw iteration.expected("a histogram with calls in it");
    }
    return sum / calls;
  }

  /** What a row says of its JVM. */
  private static void addJvm(Map<String, Set<String>> facts, JsonNode row) {
    for (String name : List.of("jmhVersion", "jdkVersion", "vmName", "vmVersion")) {
      row.optionalMember(name)
          .ifPresent(
              value -> facts.computeIfAbsent(name, any -> new TreeSet<>()).add(value.string()));
    }
    row.optionalMember("jvmArgs")
        .ifPresent(
            args ->
                facts
                    .computeIfAbsent("jvmArgs", any -> new TreeSet<>())
                    .add(String.join(" ", args.items().stream().map(JsonNode::string).toList())));
  }

  private static double number(JsonNode node) {
    return node.isString()
        ? JmhNumber.ofWord(node.string()).orElseThrow(() -> node.expected("a number"))
        : node.number();
  }

  private static <T> SortedMap<String, T> byName(
      Optional<JsonNode> object, Function<JsonNode, T> read) {
    SortedMap<String, T> byName = new TreeMap<>();
    object.ifPresent(
        node -> node.members().forEach((name, value) -> byName.put(name, read.apply(value))));
    return byName;
  }
}
