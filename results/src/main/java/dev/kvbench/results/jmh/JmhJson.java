package dev.kvbench.results.jmh;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
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
import java.util.regex.Pattern;

/**
 * Reads the JSON that JMH writes with {@code -rf json} (JMH 1.3x; the format bears no version of
 * its own). Only what a {@link Row} needs is read; what JMH may add later is skipped.
 */
public final class JmhJson {
  /** An archive of classes of the run itself. */
  private static final String CLASSES =
      "-XX:(ArchiveClassesAtExit|SharedArchiveFile)=.*kvbench-classes[^/\\\\]*";

  /** Arguments that name a file of the run itself, and so are others in every run. */
  private static final Pattern OWN_ARGUMENT = Pattern.compile("-Dkvbench\\.machine=.*|" + CLASSES);

  /** What a run says after the archive, and users may say elsewhere. */
  private static final String AFTER_CLASSES = "-Xlog:cds=off";

  private static final String REMEDY =
      "give a result that JMH wrote with -rf json, or run the benchmark again";

  /** JMH's {@code Mode.shortLabel()}. */
  private static final Set<String> MODES = Set.of("thrpt", "avgt", "sample", "ss");

  /** JSON has no words for three numbers, so JMH writes these as strings. */
  static final Map<String, Double> WORDS =
      Map.of("NaN", Double.NaN, "+INF", Double.POSITIVE_INFINITY, "-INF", Double.NEGATIVE_INFINITY);

  private JmhJson() {}

  /**
   * The rows in the file's order; none when JMH wrote an empty result, which it does when every
   * benchmark failed.
   *
   * @throws InputException if the file cannot be read or is not a whole JMH result
   */
  public static List<Row> read(Path file) {
    return results(file).stream().map(JmhJson::row).toList();
  }

  /** JMH's objects, one for each row, still unread. */
  static List<JsonNode> results(Path file) {
    return JsonNode.read(file, REMEDY).items();
  }

  /**
   * What the file says of the JVM that it was measured in, by name; a fact that differs between
   * rows has all its values.
   *
   * @throws InputException as for {@link #read}
   */
  public static Map<String, String> jvm(Path file) {
    Map<String, Set<String>> facts = new LinkedHashMap<>();
    for (JsonNode row : results(file)) {
      for (String name : List.of("jmhVersion", "jdkVersion", "vmName", "vmVersion", "jvmArgs")) {
        row.optionalMember(name)
            .map(value -> value.isString() ? value.string() : words(value))
            .ifPresent(value -> facts.computeIfAbsent(name, any -> new TreeSet<>()).add(value));
      }
    }
    Map<String, String> joined = new LinkedHashMap<>();
    facts.forEach((name, values) -> joined.put(name, String.join(" | ", values)));
    return joined;
  }

  /** Whether an argument of a JVM is one of a run's own, which says nothing of what it measured. */
  public static boolean isOwn(String argument) {
    return OWN_ARGUMENT.matcher(argument).matches();
  }

  private static String words(JsonNode arguments) {
    List<String> words = new ArrayList<>();
    String before = "";
    for (JsonNode item : arguments.items()) {
      String argument = item.string();
      if (!isOwn(argument) && !(argument.equals(AFTER_CLASSES) && before.matches(CLASSES))) {
        words.add(argument);
      }
      before = argument;
    }
    return String.join(" ", words);
  }

  static Row row(JsonNode row) {
    String mode = row.member("mode").string();
    if (!MODES.contains(mode)) {
      throw row.member("mode").expected("one of JMH's modes (thrpt, avgt, sample, ss)");
    }
    return new Row(
        row.member("benchmark").string(),
        mode,
        row.member("threads").count(),
        row.optionalMember("measurementBatchSize").map(JsonNode::count).orElse(1),
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
    Optional<JsonNode> raw = metric.optionalMember("rawData");
    boolean sampled = raw.isEmpty();
    String unit = metric.member("scoreUnit").string();
    return raw
        .or(() -> metric.optionalMember("rawDataHistogram"))
        .map(JsonNode::items)
        .orElse(List.of())
        .stream()
        .map(
            fork ->
                fork.items().stream()
                    .map(iteration -> sampled ? mean(iteration, unit) : number(iteration))
                    .toList())
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

  private static double number(JsonNode node) {
    return node.isString() && WORDS.containsKey(node.string())
        ? WORDS.get(node.string())
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
