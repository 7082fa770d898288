package dev.kvbench.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * JMH results as JMH writes them, to be put together from several files with nothing lost that is
 * in them, for JMH's viewers to read.
 *
 * @param rows JMH's objects by {@link Row#key()}
 */
public record JmhRows(Map<String, JsonObject> rows) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** JMH gives intervals of 99.9 %. */
  private static final double TAIL = (1 - 0.999) / 2;

  /** No rows yet. */
  public static JmhRows none() {
    return new JmhRows(new LinkedHashMap<>());
  }

  /**
   * The rows of a file, in its order.
   *
   * @throws InputException as {@link JmhJson#read}, or for a row that is there twice
   */
  public static JmhRows read(Path file) {
    List<Row> parsed = JmhJson.read(file);
    JsonArray array;
    try {
      array = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    } catch (IOException e) {
      throw new InputException(file + ": cannot read: " + IoReason.of(e), e);
    }
    JmhRows all = none();
    for (int i = 0; i < parsed.size(); i++) {
      String key = parsed.get(i).key();
      if (all.rows.putIfAbsent(key, array.get(i).getAsJsonObject()) != null) {
        throw new InputException(file + ": holds " + key + " twice; keep one of the two");
      }
    }
    return all;
  }

  /** The rows of both; a row of both has the forks of both, as if JMH had run them all. */
  public JmhRows pooled(JmhRows more) {
    Map<String, JsonObject> all = new LinkedHashMap<>(rows);
    more.rows.forEach((key, row) -> all.merge(key, row, JmhRows::pooled));
    return new JmhRows(all);
  }

  /** As JMH writes it. */
  public byte[] toJson() {
    JsonArray array = new JsonArray();
    rows.values().forEach(array::add);
    return (GSON.toJson(array) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject pooled(JsonObject a, JsonObject b) {
    JsonObject row = a.deepCopy();
    row.addProperty("forks", a.get("forks").getAsInt() + b.get("forks").getAsInt());
    row.add("primaryMetric", metric(a, b, "primaryMetric"));
    JsonObject secondary = new JsonObject();
    JsonObject first = members(a, "secondaryMetrics");
    JsonObject second = members(b, "secondaryMetrics");
    first.keySet().forEach(name -> secondary.add(name, metric(first, second, name)));
    second.keySet().stream()
        .filter(name -> !first.has(name))
        .forEach(name -> secondary.add(name, second.get(name)));
    row.add("secondaryMetrics", secondary);
    return row;
  }

  private static JsonObject members(JsonObject row, String name) {
    return row.has(name) ? row.getAsJsonObject(name) : new JsonObject();
  }

  /** Raw data of both, fork after fork, and JMH's figures computed from them anew. */
  private static JsonObject metric(JsonObject a, JsonObject b, String name) {
    JsonObject metric = a.getAsJsonObject(name).deepCopy();
    if (!b.has(name)) {
      return metric;
    }
    JsonObject other = b.getAsJsonObject(name);
    for (String raw : List.of("rawData", "rawDataHistogram")) {
      if (metric.has(raw) && other.has(raw)) {
        metric.getAsJsonArray(raw).addAll(other.getAsJsonArray(raw).deepCopy());
      }
    }
    List<Double> values = new ArrayList<>();
    if (metric.has("rawData")) {
      for (JsonElement fork : metric.getAsJsonArray("rawData")) {
        fork.getAsJsonArray().forEach(value -> values.add(number(value)));
      }
    }
    figures(metric, values, score(metric, other));
    return metric;
  }

  /** Without raw data all that is left is the mean of the two scores. */
  private static double score(JsonObject a, JsonObject b) {
    return (number(a.get("score")) + number(b.get("score"))) / 2;
  }

  private static void figures(JsonObject metric, List<Double> values, double otherwise) {
    int n = values.size();
    double mean = n == 0 ? otherwise : values.stream().mapToDouble(v -> v).sum() / n;
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    // JMH gives no error for two values or fewer.
    double error =
        n < 3
            ? Double.NaN
            : TDistribution.of(n - 1.0).inverseSurvivalProbability(TAIL)
                * Math.sqrt(squares / (n - 1) / n);
    metric.add("score", number(mean));
    metric.add("scoreError", number(error));
    JsonArray confidence = new JsonArray();
    confidence.add(number(mean - error));
    confidence.add(number(mean + error));
    metric.add("scoreConfidence", confidence);
    if (metric.has("scorePercentiles") && n > 0) {
      List<Double> sorted = values.stream().sorted().toList();
      JsonObject percentiles = metric.getAsJsonObject("scorePercentiles");
      for (String rank : List.copyOf(percentiles.keySet())) {
        percentiles.add(rank, number(percentile(sorted, Double.parseDouble(rank))));
      }
    }
  }

  /** As JMH does: between the two values around position p (n + 1) / 100, in proportion. */
  private static double percentile(List<Double> sorted, double percent) {
    double position = percent * (sorted.size() + 1) / 100;
    int below = (int) Math.floor(position);
    if (below < 1) {
      return sorted.get(0);
    }
    if (below >= sorted.size()) {
      return sorted.get(sorted.size() - 1);
    }
    double lower = sorted.get(below - 1);
    return lower + (position - below) * (sorted.get(below) - lower);
  }

  private static double number(JsonElement element) {
    String text = element.getAsString();
    return switch (text) {
      case "+INF" -> Double.POSITIVE_INFINITY;
      case "-INF" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** JSON has no words for these, so JMH writes them as strings. */
  private static JsonPrimitive number(double value) {
    if (Double.isNaN(value)) {
      return new JsonPrimitive("NaN");
    }
    if (Double.isInfinite(value)) {
      return new JsonPrimitive(value > 0 ? "+INF" : "-INF");
    }
    return new JsonPrimitive(value);
  }
}
