package dev.kvbench.results.stats;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
    return ArmPair.merged(rows).stream().flatMap(row -> read(row).stream()).toList();
  }

  /** Seconds an invocation. */
  public Estimate seconds() {
    return Estimates.of(row);
  }

  /** Whether the row says that it did not compute what the uncached arm computes. */
  public boolean isApproximate() {
    return row.exactness() == Exactness.APPROXIMATE;
  }

  private static Optional<Measurement> read(Row row) {
    Optional<Row> timed = Seconds.in(row);
    if (!row.isOf(BENCHMARK)
        || row.arm().isEmpty()
        || timed.isEmpty()
        || row.count("steps").isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> setting =
        new TreeMap<>(row.withoutParams(Set.of("steps", "policy")).params());
    setting.put("mode", row.mode());
    setting.put("jmhThreads", String.valueOf(row.threads()));
    setting.put("jmhBatchSize", String.valueOf(row.batchSize()));
    return Optional.of(
        new Measurement(
            row.arm().get(),
            row.policy().orElse(""),
            setting,
            row.count("steps").getAsInt(),
            timed.get()));
  }
}
