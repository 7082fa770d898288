package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kvbench.results.io.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A row of two invocations of JMH, as one that ran the forks of both would have written it: forks
 * added, raw data fork after fork, figures computed anew, everything else as in the first.
 *
 * <p>For rows of kvbench's own suites and what JMH's profilers add: a metric is an average or a sum
 * with raw data, or of sampled calls with their histograms. One that only some forks have is of
 * those.
 */
final class PooledRow {
  private static final List<Double> RANKS =
      List.of(0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 100.0);

  private static final String HISTOGRAMS = "rawDataHistogram";

  /**
   * In sampling mode JMH gives each of these percentiles as a metric too, named after the method.
   */
  private static final Pattern PERCENTILE = Pattern.compile("(?:.*:)?p(\\d\\.\\d+)");

  /** Between the two values around position percent (n + 1) / 100, as JMH has it. */
  private static final Quantile PERCENTILES = Quantile.withDefaults().with(EstimationMethod.HF6);

  /** JMH gives intervals of 99.9 %. */
  private static final double TAIL = (1 - 0.999) / 2;

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
    JsonObject primary = row.getAsJsonObject("primaryMetric");
    if (primary.has(HISTOGRAMS)) {
      JsonObject percentiles = primary.getAsJsonObject("scorePercentiles");
      for (String name : metrics.keySet()) {
        Matcher percentile = PERCENTILE.matcher(name);
        if (percentile.matches()) {
          String rank = Double.toString(100 * Double.parseDouble(percentile.group(1)));
          double score = number(percentiles.get(rank));
          setFigures(metrics.getAsJsonObject(name), score, Double.NaN, Double.NaN, score);
        }
      }
    }
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
    boolean sum = isSum(metric);
    String data = metric.has(HISTOGRAMS) ? HISTOGRAMS : "rawData";
    JsonArray forks = metric.getAsJsonArray(data);
    forks.addAll(other.getAsJsonArray(data).deepCopy());
    double[] values =
        forks.asList().stream()
            .flatMap(fork -> fork.getAsJsonArray().asList().stream())
            .flatMapToDouble(PooledRow::values)
            .toArray();
    double score = sum ? Arrays.stream(values).sum() : Mean.of(values).getAsDouble();
    double error = sum ? Double.NaN : meanError(values);
    setFigures(metric, score, error, sum ? 0 : error, values);
  }

  /** Half the width of the mean's interval; JMH gives none for two values or fewer. */
  private static double meanError(double... values) {
    int n = values.length;
    return n < 3
        ? Double.NaN
        : TDistribution.of(n - 1.0).inverseSurvivalProbability(TAIL)
            * Math.sqrt(Variance.of(values).getAsDouble() / n);
  }

  private static void setFigures(
      JsonObject metric, double score, double error, double margin, double... values) {
    metric.add("score", json(score));
    metric.add("scoreError", json(error));
    JsonArray confidence = new JsonArray();
    confidence.add(json(score - margin));
    confidence.add(json(score + margin));
    metric.add("scoreConfidence", confidence);
    JsonObject percentiles = new JsonObject();
    for (double rank : RANKS) {
      percentiles.add(Double.toString(rank), json(PERCENTILES.evaluate(values, rank / 100)));
    }
    metric.add("scorePercentiles", percentiles);
  }

  /** JMH adds counts up, such as gc.count, and gives no error for them, but limits. */
  private static boolean isSum(JsonObject metric) {
    return metric.has("scoreConfidence")
        && Double.isNaN(number(metric.get("scoreError")))
        && !Double.isNaN(number(metric.getAsJsonArray("scoreConfidence").get(0)));
  }

  /** Of an iteration: one value, or that of each call in a histogram. */
  private static DoubleStream values(JsonElement iteration) {
    return iteration.isJsonArray()
        ? iteration.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsJsonArray)
            .flatMapToDouble(
                calls ->
                    DoubleStream.generate(() -> number(calls.get(0)))
                        .limit(calls.get(1).getAsLong()))
        : DoubleStream.of(number(iteration));
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
