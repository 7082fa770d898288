package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kvbench.results.io.InputException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of two invocations of JMH, as one that ran the forks of both would have written it. */
final class PooledRow {
  /** What JMH calls the percentiles of samples, which it takes from all of them. */
  private static final Pattern PERCENTILE = Pattern.compile("(?:.*\\W)?p([01]\\.\\d+)");

  private final JsonObject a;
  private final JsonObject b;

  private PooledRow(JsonObject a, JsonObject b) {
    this.a = a;
    this.b = b;
  }

  /**
   * Adds forks, concatenates raw data fork after fork, and computes scores, intervals and
   * percentiles anew, as {@link PooledMetric} says; everything else is as in the first.
   *
   * @throws InputException naming the metric where the two have other units
   */
  static JsonObject of(JsonObject a, JsonObject b) {
    return new PooledRow(a, b).pooled();
  }

  private JsonObject pooled() {
    JsonObject row = a.deepCopy();
    row.addProperty("forks", forks(a) + forks(b));
    PooledMetric primary =
        new PooledMetric("primary metric", part(a, primary(a)), part(b, primary(b)));
    row.add("primaryMetric", primary.json());
    Set<String> names = new TreeSet<>(secondary(a).keySet());
    names.addAll(secondary(b).keySet());
    JsonObject metrics = new JsonObject();
    for (String name : names) {
      PooledMetric metric =
          new PooledMetric(
              name,
              part(a, Optional.ofNullable(secondary(a).getAsJsonObject(name))),
              part(b, Optional.ofNullable(secondary(b).getAsJsonObject(name))));
      Matcher percentile = PERCENTILE.matcher(name);
      metrics.add(
          name,
          primary.isOfSamples() && percentile.matches()
              ? metric.ofOneValue(primary.percentile(100 * Double.parseDouble(percentile.group(1))))
              : metric.json());
    }
    row.add("secondaryMetrics", metrics);
    return row;
  }

  private static PooledMetric.Part part(JsonObject row, Optional<JsonObject> metric) {
    return new PooledMetric.Part(metric, forks(row), iterations(row));
  }

  private static int forks(JsonObject row) {
    return row.get("forks").getAsInt();
  }

  private static Optional<JsonObject> primary(JsonObject row) {
    return Optional.of(row.getAsJsonObject("primaryMetric"));
  }

  private static JsonObject secondary(JsonObject row) {
    JsonObject none = new JsonObject();
    return row.has("secondaryMetrics") ? row.getAsJsonObject("secondaryMetrics") : none;
  }

  /** Measured iterations of all forks; 0 without raw data. */
  private static int iterations(JsonObject row) {
    JsonArray raw = PooledMetric.raw(primary(row).orElseThrow());
    return raw.asList().stream().mapToInt(fork -> fork.getAsJsonArray().size()).sum();
  }
}
