package dev.kvbench.results.jmh;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Adds to rows what kvbench did not yet write when they were measured. */
final class OlderResults {
  /** The one policy that was bursty before rows said so. */
  private static final String HOP = "hop";

  /** A parameter of the benchmark of prompts; without it, nothing of a prompt was in the cache. */
  static final String CACHED_PERCENT = "cachedPercent";

  private static final String PROMPTS = "PrefillBenchmark";

  /** A parameter of all benchmarks of the article's model, of which these were once fixed. */
  private static final String BLOCK_SIZE = "blockSize";

  private static final List<String> FIXED = List.of("layers", "heads");

  private OlderResults() {}

  static Row completed(Row measured) {
    Row row = measured.withParams(params(measured));
    if (row.arm().isEmpty()) {
      return row;
    }
    NavigableMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    if (row.policy().filter(HOP::equals).isPresent()) {
      secondary.putIfAbsent(Row.BURSTY, gauge(1));
    }
    secondary.putIfAbsent(Row.TOKENS, gauge(tokens(row)));
    return row.withSecondary(secondary);
  }

  private static NavigableMap<String, String> params(Row row) {
    NavigableMap<String, String> params = new TreeMap<>(row.params());
    if (row.isOf(PROMPTS)) {
      params.putIfAbsent(CACHED_PERCENT, "0");
    }
    if (row.isOurs() && params.containsKey(BLOCK_SIZE)) {
      FIXED.forEach(name -> params.putIfAbsent(name, ArticleModel.PARAMS.get(name)));
    }
    return params;
  }

  /** Of a generation its steps, of a pass over a prompt the prompt's, of anything else one. */
  private static double tokens(Row row) {
    boolean isPass = row.isOf(PROMPTS) || row.param("phase").filter("prefill"::equals).isPresent();
    int ofSequence = row.count(isPass ? "promptLength" : "steps").orElse(1);
    return (double) ofSequence * row.count("batchSize").orElse(1);
  }

  private static Metric gauge(double value) {
    return new Metric(value, Double.NaN, "value", List.of());
  }
}
