package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What charts ask of a row, in one place. */
public final class RowFacts {
  private static final String OURS = "dev.kvbench.benchmarks.";

  private static final Map<String, String> WORDS =
      Map.of("blockSize", "block", "embedSize", "embed", "batchSize", "batch");

  /** Parameters whose value says by itself what it is. */
  private static final Set<String> SPEAKING = Set.of("device", "engine", "dtype", "mode");

  private RowFacts() {}

  /** The rows of one of our benchmark classes that are of an arm and hold a time an operation. */
  static List<Row> timed(List<Row> rows, String benchmark) {
    return rows.stream()
        .filter(row -> isOf(row, benchmark) && isOfArm(row))
        .filter(row -> Seconds.perOperation(row.primary().unit()).isPresent())
        .toList();
  }

  /** Whether it is a row of this benchmark class of ours. */
  public static boolean isOf(Row row, String benchmark) {
    return row.benchmark().startsWith(OURS + benchmark + ".");
  }

  /** Whether the row is of a benchmark of ours. */
  public static boolean isOurs(Row row) {
    return row.benchmark().startsWith(OURS);
  }

  /** Whether the row measures one of the two arms. */
  public static boolean isOfArm(Row row) {
    return isOurs(row) && Arm.ofMethod(row.method()).isPresent();
  }

  /** The arm of a row that {@link #isOfArm}. */
  public static Arm arm(Row row) {
    return Arm.ofMethod(row.method()).orElseThrow();
  }

  /** Whether the row says that it computes something else than the uncached model. */
  public static boolean isApproximate(Row row) {
    Metric exact = row.secondary().get("exact");
    return exact != null && exact.score() < 1;
  }

  /** The cache policy; empty for the uncached arm, which has none. */
  public static String policy(Row row) {
    return arm(row) == Arm.UNCACHED ? "" : row.params().getOrDefault("policy", "");
  }

  /** A parameter that is a whole number; 0 where it is none or has no value. */
  public static long count(Row row, String param) {
    String value = row.params().getOrDefault(param, "");
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
  }

  /** A secondary metric that is a positive number. */
  static OptionalDouble metric(Row row, String name) {
    Metric metric = row.secondary().get(name);
    return metric != null && metric.score() > 0 && Double.isFinite(metric.score())
        ? OptionalDouble.of(metric.score())
        : OptionalDouble.empty();
  }

  /** The time of an operation in seconds, of a row that holds one. */
  static Estimate seconds(Row row) {
    return Estimates.of(row).times(Seconds.perOperation(row.primary().unit()).orElseThrow());
  }

  /** Everything that a row's figure depends on by name, but for the cache policy. */
  static SortedMap<String, String> setting(Row row) {
    SortedMap<String, String> setting = new TreeMap<>(row.params());
    setting.remove("policy");
    setting.put("mode", row.mode());
    setting.put("jmhThreads", String.valueOf(row.threads()));
    return setting;
  }

  /** The names of a setting in which rows differ, but for those to leave out. */
  static Set<String> differing(List<Row> rows, Set<String> leftOut) {
    Set<String> names =
        new TreeSet<>(Differing.namesOrMissing(rows.stream().map(RowFacts::setting).toList()));
    names.removeAll(leftOut);
    return names;
  }

  /** The row's values of these names in words, each after a comma; empty without names. */
  static String words(Row row, Set<String> names) {
    SortedMap<String, String> setting = setting(row);
    return names.stream()
        .filter(setting::containsKey)
        .map(name -> ", " + words(name, setting.get(name)))
        .collect(Collectors.joining());
  }

  /** A name and its value in words, for example {@code block 1024}. */
  static String words(String name, String value) {
    if (SPEAKING.contains(name)) {
      return value;
    }
    if (name.equals("threads")) {
      return value + (value.equals("1") ? " thread" : " threads");
    }
    return WORDS.getOrDefault(name, name) + " " + value;
  }
}
