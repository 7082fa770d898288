package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kvbench.results.io.InputException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A row of two invocations of JMH, as one that ran the forks of both would have written it: forks
 * added, raw data fork after fork, figures computed anew, everything else as in the first.
 *
 * <p>As JMH has it, an iteration without a value counts as 0, and of samples each call counts, not
 * each iteration. The score of a metric that is no average (a sum, a maximum, a percentile) is NaN,
 * for the file does not say how to compute it. Without raw data a score is the mean of the two,
 * weighted by forks, and has no interval.
 */
final class PooledRow {
  private static final String RAW = "rawData";
  private static final String HISTOGRAM = "rawDataHistogram";

  /** What JMH calls the percentiles of samples. */
  private static final Pattern PERCENTILE = Pattern.compile("(?:.*\\W)?p[01]\\.\\d+");

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
    row.addProperty("forks", forks(a) + forks(b));
    JsonObject primary = a.getAsJsonObject("primaryMetric");
    JsonObject other = b.getAsJsonObject("primaryMetric");
    Side sideA = new Side(primary, forks(a), iterations(primary));
    Side sideB = new Side(other, forks(b), iterations(other));
    row.add("primaryMetric", metric("primary metric", sideA, sideB));
    JsonObject secondaryA = secondary(a);
    JsonObject secondaryB = secondary(b);
    Set<String> names = new TreeSet<>(secondaryA.keySet());
    names.addAll(secondaryB.keySet());
    JsonObject metrics = new JsonObject();
    for (String name : names) {
      metrics.add(
          name,
          metric(
              name,
              new Side(secondaryA.getAsJsonObject(name), sideA.forks, sideA.iterations),
              new Side(secondaryB.getAsJsonObject(name), sideB.forks, sideB.iterations)));
    }
    row.add("secondaryMetrics", metrics);
    return row;
  }

  /**
   * A metric of one invocation.
   *
   * @param json what JMH wrote of it; null where it is missing
   * @param iterations of all forks of the row
   */
  private record Side(JsonObject json, int forks, int iterations) {
    Observations values() {
      Observations values = new Observations();
      for (JsonElement fork : json == null ? new JsonArray() : raw(json)) {
        for (JsonElement iteration : fork.getAsJsonArray()) {
          if (iteration instanceof JsonArray samples) {
            samples.forEach(
                pair ->
                    values.add(
                        JmhNumber.of(pair.getAsJsonArray().get(0)),
                        pair.getAsJsonArray().get(1).getAsLong()));
          } else {
            values.add(JmhNumber.of(iteration), 1);
          }
        }
      }
      if (json == null || values.size() > 0) {
        values.add(0, iterations - values.size());
      }
      return values;
    }

    /** Forks that lack the metric are empty ones. */
    JsonArray rawForks() {
      if (json != null) {
        return raw(json).deepCopy();
      }
      JsonArray empty = new JsonArray();
      Stream.generate(JsonArray::new).limit(forks).forEach(empty::add);
      return empty;
    }

    /** JMH gives an average an interval, or NaN for one; of others it repeats the score. */
    boolean isAverage() {
      return json == null
          || !(Double.isNaN(JmhNumber.of(json.get("scoreError")))
              && json.get("scoreConfidence") instanceof JsonArray ends
              && ends.asList().stream().allMatch(json.get("score")::equals));
    }
  }

  private static JsonObject metric(String name, Side a, Side b) {
    JsonObject metric = (a.json == null ? b : a).json.deepCopy();
    JsonElement unit = metric.get("scoreUnit");
    if (b.json != null && !b.json.get("scoreUnit").equals(unit)) {
      throw new InputException(
          name
              + " is in "
              + unit
              + " and in "
              + b.json.get("scoreUnit")
              + "; measure all forks in one unit");
    }
    Observations values = a.values();
    Observations more = b.values();
    boolean known = values.size() > 0 && more.size() > 0;
    JsonArray forks = a.rawForks();
    forks.addAll(b.rawForks());
    if (known) {
      values.addAll(more);
    } else if (values.size() + more.size() > 0) {
      forks = new JsonArray(); // one side's forks would be taken for all
    }
    if (!known) {
      values = new Observations();
    }
    boolean average = a.isAverage() && b.isAverage() && !PERCENTILE.matcher(name).matches();
    double score = !average ? Double.NaN : known ? values.mean() : weightedScore(a, b);
    double error = average ? values.meanError() : Double.NaN;
    metric.add("score", JmhNumber.json(score));
    metric.add("scoreError", JmhNumber.json(error));
    JsonArray confidence = new JsonArray();
    confidence.add(JmhNumber.json(score - error));
    confidence.add(JmhNumber.json(score + error));
    metric.add("scoreConfidence", confidence);
    JsonObject percentiles = new JsonObject();
    for (double rank : RANKS) {
      percentiles.add(Double.toString(rank), JmhNumber.json(values.percentile(rank)));
    }
    metric.add("scorePercentiles", percentiles);
    metric.add(metric.has(HISTOGRAM) && !metric.has(RAW) ? HISTOGRAM : RAW, forks);
    return metric;
  }

  private static double weightedScore(Side a, Side b) {
    double sum = 0;
    int forks = 0;
    for (Side side : List.of(a, b)) {
      if (side.json != null) {
        sum += side.forks * JmhNumber.of(side.json.get("score"));
        forks += side.forks;
      }
    }
    return sum / forks;
  }

  private static int forks(JsonObject row) {
    return row.get("forks").getAsInt();
  }

  private static JsonObject secondary(JsonObject row) {
    return row.has("secondaryMetrics") ? row.getAsJsonObject("secondaryMetrics") : new JsonObject();
  }

  /** Measured iterations of all forks; 0 without raw data. */
  private static int iterations(JsonObject primary) {
    return raw(primary).asList().stream().mapToInt(fork -> fork.getAsJsonArray().size()).sum();
  }

  /** A metric's values by fork, in either of JMH's forms; empty where there are none. */
  private static JsonArray raw(JsonObject metric) {
    return metric.get(metric.has(RAW) ? RAW : HISTOGRAM) instanceof JsonArray raw
        ? raw
        : new JsonArray();
  }
}
