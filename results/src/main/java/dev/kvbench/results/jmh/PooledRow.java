package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kvbench.results.io.InputException;
import java.util.List;

/**
 * A row of two invocations of JMH, as one that ran the forks of both would have written it: forks
 * added, raw data fork after fork, figures computed anew, everything else as in the first.
 *
 * <p>For rows of kvbench's own suites: every metric is an average with raw data, and every fork has
 * the same metrics; one that only some forks have is of those.
 */
final class PooledRow {
  private static final List<Double> RANKS =
      List.of(0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 100.0);

  private PooledRow() {}

  /**
   * Puts two rows together.
   *
   * @throws InputException naming the metric where the two have other units
   */
  static JsonObject of(JsonObject a, JsonObject b) {
    JsonObject row = a.deepCopy();
    row.addProperty("forks", a.get("forks").getAsInt() + b.get("forks").getAsInt());
    pool("primaryMetric", row, b);
    JsonObject metrics = row.getAsJsonObject("secondaryMetrics");
    JsonObject more = b.getAsJsonObject("secondaryMetrics");
    more.keySet().forEach(name -> pool(name, metrics, more));
    return row;
  }

  /** Adds the forks of the metric of that name. */
  private static void pool(String name, JsonObject metrics, JsonObject others) {
    JsonObject other = others.getAsJsonObject(name);
    if (!metrics.has(name)) {
      metrics.add(name, other.deepCopy());
      return;
    }
    JsonObject metric = metrics.getAsJsonObject(name);
    JsonElement unit = metric.get("scoreUnit");
    if (!unit.equals(other.get("scoreUnit"))) {
      throw new InputException(
          "%s is in %s and in %s; measure all forks in one unit"
              .formatted(name, unit, other.get("scoreUnit")));
    }
    JsonArray forks = metric.getAsJsonArray("rawData");
    forks.addAll(other.getAsJsonArray("rawData").deepCopy());
    double[] values =
        forks.asList().stream()
            .flatMap(fork -> fork.getAsJsonArray().asList().stream())
            .mapToDouble(PooledRow::number)
            .toArray();
    double score = Values.mean(values);
    double error = Values.meanError(values);
    metric.add("score", json(score));
    metric.add("scoreError", json(error));
    JsonArray confidence = new JsonArray();
    confidence.add(json(score - error));
    confidence.add(json(score + error));
    metric.add("scoreConfidence", confidence);
    JsonObject percentiles = new JsonObject();
    for (double rank : RANKS) {
      percentiles.add(Double.toString(rank), json(Values.percentile(rank, values)));
    }
    metric.add("scorePercentiles", percentiles);
  }

  private static double number(JsonElement value) {
    Double word = JmhJson.WORDS.get(value.getAsString());
    return word == null ? value.getAsDouble() : word;
  }

  private static JsonPrimitive json(double value) {
    return JmhJson.WORDS.entrySet().stream()
        .filter(word -> word.getValue().equals(value))
        .map(word -> new JsonPrimitive(word.getKey()))
        .findFirst()
        .orElseGet(() -> new JsonPrimitive(value));
  }
}
