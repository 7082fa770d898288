package dev.kvbench.results.stats;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One timed generation, as tables and charts set them side by side: measurements of the two arms
 * with equal steps and settings are a pair, whose ratio is what the cache buys.
 *
 * @param arm cached or uncached
 * @param policy the cache policy; empty for the uncached arm, which has none
 * @param setting everything else the time depends on, by name; only measurements with equal
 *     settings belong on one line
 * @param steps new tokens an invocation generates
 * @param row the row, in seconds an invocation
 */
public record Measurement(
    Arm arm, String policy, SortedMap<String, String> setting, long steps, Row row) {
  /** The policy that is the article's cache as published. */
  public static final String ARTICLE = "article";

  private static final String BENCHMARK = "GenerateBenchmark";

  /** The rows of GenerateBenchmark that hold a time, in the rows' order; others are passed over. */
  public static List<Measurement> of(List<Row> rows) {
    Map<List<Object>, Measurement> byKey = new LinkedHashMap<>();
    for (Row row : rows) {
      read(row).ifPresent(found -> byKey.merge(found.key(), found, Measurement::pooled));
    }
    return List.copyOf(byKey.values());
  }

  /** Seconds an invocation. */
  public Estimate seconds() {
    return Estimates.of(row);
  }

  /**
   * Whether the policy did not compute what the uncached arm computes: the row says so where it has
   * the metric, and of the article's policy it is known.
   */
  public boolean isApproximate() {
    Metric exact = row.secondary().get("exact");
    return exact == null ? policy.equals(ARTICLE) : exact.score() < 1;
  }

  private List<Object> key() {
    return List.of(arm, policy, setting, steps);
  }

  private static Optional<Measurement> read(Row row) {
    Optional<Arm> arm = Arm.ofMethod(row.method());
    Optional<Row> timed = Seconds.in(row);
    long steps = steps(row);
    if (!row.className().equals(BENCHMARK) || arm.isEmpty() || timed.isEmpty() || steps <= 0) {
      return Optional.empty();
    }
    SortedMap<String, String> setting = new TreeMap<>(row.params());
    setting.remove("steps");
    String policy = setting.remove("policy");
    setting.put("mode", row.mode());
    setting.put("jmhThreads", String.valueOf(row.threads()));
    boolean hasPolicy = arm.get() == Arm.CACHED && policy != null;
    return Optional.of(
        new Measurement(arm.get(), hasPolicy ? policy : "", setting, steps, timed.get()));
  }

  private static long steps(Row row) {
    try {
      return Long.parseLong(row.params().getOrDefault("steps", "0"));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /**
   * The same thing measured twice is one thing measured with more forks. That happens where JMH's
   * own command line repeats the uncached arm for each of several policies.
   */
  private Measurement pooled(Measurement again) {
    Metric a = row.primary();
    Metric b = again.row.primary();
    int forks = row.forks() + again.row.forks();
    double score = (a.score() * row.forks() + b.score() * again.row.forks()) / forks;
    List<List<Double>> raw = Stream.concat(a.rawData().stream(), b.rawData().stream()).toList();
    SortedMap<String, Metric> secondary = new TreeMap<>(again.row.secondary());
    secondary.putAll(row.secondary());
    Row both =
        new Row(
            row.benchmark(),
            row.mode(),
            row.threads(),
            forks,
            row.params(),
            new Metric(score, Double.NaN, a.unit(), raw),
            secondary);
    return new Measurement(arm, policy, setting, steps, both);
  }
}
