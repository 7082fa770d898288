package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What charts and sentences ask of a row. */
public final class RowFacts {
  /** A parameter's value in words; others by their names. */
  private static final Map<String, String> WORDS =
      Map.of(
          "blockSize", "block %s",
          "embedSize", "embed %s",
          "batchSize", "batch %s",
          "threads", "%s threads",
          "device", "%s",
          "engine", "%s",
          "dtype", "%s",
          "jmhMode", "%s");

  private RowFacts() {}

  /** The rows of one of our benchmark classes that are of an arm and hold a time an operation. */
  static List<Row> timed(List<Row> rows, String benchmark) {
    return rows.stream().filter(row -> row.isOf(benchmark) && isTimed(row)).toList();
  }

  /** Whether a row is of an arm and holds a time an operation. */
  static boolean isTimed(Row row) {
    return row.arm().isPresent() && Seconds.perOperation(row.primary().unit()).isPresent();
  }

  /** The arm of a row that is of one. */
  static Arm arm(Row row) {
    return row.arm().orElseThrow();
  }

  /** The cache policy; empty for the uncached arm and for peers, which have none. */
  static String policy(Row row) {
    return row.policy().orElse("");
  }

  /** Whether the host reads every token of a text before the next one is begun. */
  public static boolean isReadTokenByToken(Row row) {
    return row.isOf("TokenLatencyBenchmark");
  }

  /** The number format after a comma, as {@link #words}; empty for the usual one. */
  static String dtypeWords(Row row) {
    return row.param("dtype")
        .filter(dtype -> !dtype.equals("float32"))
        .map(", "::concat)
        .orElse("");
  }

  /** The time of an operation in seconds, of a row that holds one. */
  static Estimate seconds(Row row) {
    return Throughput.secondsPerOperation(row).orElseThrow();
  }

  /** A further metric that is a positive number. */
  static OptionalDouble metric(Row row, String name) {
    OptionalDouble metric = Estimates.metric(row, name);
    double value = metric.orElse(0);
    return value > 0 && Double.isFinite(value) ? metric : OptionalDouble.empty();
  }

  /**
   * The cache policy that stands for several where there is room for one: of those with the most
   * rows that with the fewest counted operations a token, for a choice by times would be one by
   * luck; of several the first.
   *
   * @param rows of the cached arm, at least one
   */
  public static String comparedPolicy(List<Row> rows) {
    List<String> policies = rows.stream().map(RowFacts::policy).toList();
    Comparator<String> rarity =
        Comparator.comparing(policy -> -Collections.frequency(policies, policy));
    return policies.stream()
        .distinct()
        .min(rarity.thenComparing(policy -> operations(rows, policy)))
        .orElseThrow();
  }

  private static double operations(List<Row> rows, String policy) {
    return rows.stream()
        .filter(row -> policy(row).equals(policy))
        .mapToDouble(row -> metric(row, "operationsPerToken").orElse(Double.POSITIVE_INFINITY))
        .max()
        .orElseThrow();
  }

  /** The names of what tells rows apart, but for those to leave out. */
  static Set<String> differing(List<Row> rows, Set<String> leftOut) {
    Set<String> names =
        new TreeSet<>(Differing.namesOrMissing(rows.stream().map(Row::setting).toList()));
    names.removeAll(leftOut);
    return names;
  }

  /** How many values of a parameter there are: of one a line would be a point. */
  static long values(List<Row> rows, String param) {
    return rows.stream().map(row -> row.count(param).orElse(0)).distinct().count();
  }

  /** The name of a chart's files: its own, and the row's values of these names. */
  static String key(String chart, Row row, Set<String> names) {
    Map<String, String> setting = row.setting();
    return names.stream()
        .map(name -> "-" + setting.getOrDefault(name, "unknown"))
        .collect(Collectors.joining("", chart, ""))
        .replaceAll("[^A-Za-z0-9.-]+", "-");
  }

  /** The row's values of these names, each after a comma; empty without names. */
  static String words(Row row, Set<String> names) {
    Map<String, String> setting = row.setting();
    return names.stream()
        .filter(setting::containsKey)
        .map(name -> WORDS.getOrDefault(name, name + " %s").formatted(setting.get(name)))
        .map(words -> ", " + (words.equals("1 threads") ? "1 thread" : words))
        .collect(Collectors.joining());
  }

  /** Arm, policy, and the row's values of these names. */
  public static String armName(Row row, Set<String> names) {
    return row.method()
        + row.policy().map(policy -> " (" + policy + ")").orElse("")
        + words(row, names);
  }

  /** As {@link #words}, with commas between only. */
  static String name(Row row, Set<String> names) {
    return words(row, names).replaceFirst("^, ", "");
  }
}
