package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What charts ask of a row. */
final class RowFacts {
  private static final Map<String, String> WORDS =
      Map.of("blockSize", "block", "embedSize", "embed", "batchSize", "batch");

  /** Parameters whose value says by itself what it is. */
  private static final Set<String> SELF_EXPLANATORY =
      Set.of("device", "engine", "dtype", "jmhMode");

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

  /** The cache policy; empty for the uncached arm, which has none. */
  static String policy(Row row) {
    return row.policy().orElse("");
  }

  static boolean isApproximate(Row row) {
    return row.exactness() == Exactness.APPROXIMATE;
  }

  /** The time of an operation in seconds, of a row that holds one. */
  static Estimate seconds(Row row) {
    return Throughput.secondsPerOperation(row).orElseThrow();
  }

  /** A further metric that is a positive number. */
  static OptionalDouble metric(Row row, String name) {
    OptionalDouble metric = row.metric(name);
    double value = metric.orElse(0);
    return value > 0 && Double.isFinite(value) ? metric : OptionalDouble.empty();
  }

  /** Everything that a row's figure depends on by name, but for the cache policy. */
  static SortedMap<String, String> setting(Row row) {
    SortedMap<String, String> setting = row.setting();
    setting.remove("policy");
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
    Map<String, String> setting = setting(row);
    return names.stream()
        .filter(setting::containsKey)
        .map(name -> ", " + words(name, setting.get(name)))
        .collect(Collectors.joining());
  }

  /** A name and its value in words, for example {@code block 1024}. */
  private static String words(String name, String value) {
    if (SELF_EXPLANATORY.contains(name)) {
      return value;
    }
    if (name.equals("threads")) {
      return value + (value.equals("1") ? " thread" : " threads");
    }
    return WORDS.getOrDefault(name, name) + " " + value;
  }
}
