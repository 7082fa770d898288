package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kvbench.results.io.InputException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One metric of a row of two invocations, with the figures that JMH would give it. As JMH has it,
 * an iteration that gave no value counts as 0, and of samples each call counts, not each iteration.
 *
 * <p>A score that cannot be known is NaN: that of a metric which JMH computes from other ones, and
 * of one whose single iteration leaves open whether iterations are summed up. Without raw data a
 * score is the mean of the two, weighted by forks, and has no interval.
 */
final class PooledMetric {
  private static final String RAW = "rawData";
  private static final String HISTOGRAM = "rawDataHistogram";

  private static final List<Double> RANKS =
      List.of(0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 100.0);

  private final Part a;
  private final Part b;
  private final JsonObject first;
  private final Observations values = new Observations();

  /**
   * A metric of one invocation.
   *
   * @param json what JMH wrote of it; empty where it is missing
   * @param iterations that the row has
   */
  record Part(Optional<JsonObject> json, int forks, int iterations) {
    /** Without raw data, that is, or with what is known of whole forks only. */
    boolean isBare() {
      return json.isPresent() && values().size() == 0;
    }

    Observations values() {
      Observations values = new Observations();
      JsonArray raw = json.map(PooledMetric::raw).orElseGet(JsonArray::new);
      for (JsonElement fork : raw) {
        for (JsonElement iteration : fork.getAsJsonArray()) {
          if (iteration instanceof JsonArray samples) {
            samples.forEach(pair -> addSamples(values, pair.getAsJsonArray()));
          } else {
            values.add(JmhNumber.of(iteration), 1);
          }
        }
      }
      if (json.isEmpty() || values.size() > 0) {
        values.add(0, iterations - values.size());
      }
      return values;
    }

    private static void addSamples(Observations values, JsonArray timeAndCount) {
      values.add(JmhNumber.of(timeAndCount.get(0)), timeAndCount.get(1).getAsLong());
    }

    /** Forks that lack the metric are empty ones. */
    JsonArray rawForks() {
      JsonArray forkByFork = new JsonArray();
      json.ifPresentOrElse(
          metric -> forkByFork.addAll(raw(metric).deepCopy()),
          () -> Stream.generate(JsonArray::new).limit(forks).forEach(forkByFork::add));
      return forkByFork;
    }
  }

  /**
   * Puts the two together, of which one may be missing.
   *
   * @throws InputException naming the metric where they have other units
   */
  PooledMetric(String name, Part a, Part b) {
    this.a = a;
    this.b = b;
    this.first = a.json.or(b::json).orElseThrow();
    JsonElement unit = first.get("scoreUnit");
    JsonElement other = b.json.orElse(first).get("scoreUnit");
    if (!unit.equals(other)) {
      throw new InputException(
          name + " is in " + unit + " and in " + other + "; measure all forks in one unit");
    }
    if (!a.isBare() && !b.isBare()) {
      values.addAll(a.values());
      values.addAll(b.values());
    }
  }

  /** Its values by fork, in either of JMH's forms; empty where there are none. */
  static JsonArray raw(JsonObject metric) {
    return metric.get(metric.has(RAW) ? RAW : HISTOGRAM) instanceof JsonArray raw
        ? raw
        : new JsonArray();
  }

  boolean isOfSamples() {
    return first.has(HISTOGRAM) && !first.has(RAW);
  }

  double percentile(double percent) {
    return values.percentile(percent);
  }

  JsonObject json() {
    if (a.isBare() || b.isBare()) {
      JsonObject bare = figures(weightedScore(), Double.NaN, Double.NaN, new Observations());
      boolean half = Stream.of(a, b).anyMatch(part -> part.json.isPresent() && !part.isBare());
      return half ? withRaw(bare, new JsonArray()) : withForks(bare);
    }
    Set<Aggregation> possible = EnumSet.allOf(Aggregation.class);
    for (Part part : List.of(a, b)) {
      part.json.ifPresent(json -> possible.retainAll(Aggregation.possible(json, part.values())));
    }
    List<Double> scores =
        possible.stream().map(aggregation -> aggregation.of(values)).distinct().toList();
    double score = scores.size() == 1 ? scores.get(0) : Double.NaN;
    boolean averaged = possible.contains(Aggregation.AVERAGE);
    double error = averaged ? values.meanError() : Double.NaN;
    return withForks(figures(score, error, averaged ? error : 0, values));
  }

  /** As JMH writes a metric that it has a single value of, by fork and iteration as given. */
  JsonObject ofOneValue(double value) {
    Observations one = new Observations();
    one.add(value, 1);
    return withForks(figures(value, Double.NaN, Double.NaN, one));
  }

  private JsonObject figures(
      double score, double error, double halfWidth, Observations percentilesOf) {
    JsonObject metric = first.deepCopy();
    metric.add("score", JmhNumber.json(score));
    metric.add("scoreError", JmhNumber.json(error));
    JsonArray confidence = new JsonArray();
    confidence.add(JmhNumber.json(score - halfWidth));
    confidence.add(JmhNumber.json(score + halfWidth));
    metric.add("scoreConfidence", confidence);
    JsonObject percentiles = new JsonObject();
    for (double rank : RANKS) {
      percentiles.add(Double.toString(rank), JmhNumber.json(percentilesOf.percentile(rank)));
    }
    metric.add("scorePercentiles", percentiles);
    return metric;
  }

  private JsonObject withForks(JsonObject metric) {
    JsonArray forks = a.rawForks();
    forks.addAll(b.rawForks());
    return withRaw(metric, forks);
  }

  private JsonObject withRaw(JsonObject metric, JsonArray forks) {
    metric.add(isOfSamples() ? HISTOGRAM : RAW, forks);
    return metric;
  }

  private double weightedScore() {
    double sum = 0;
    int forks = 0;
    for (Part part : List.of(a, b)) {
      if (part.json.isPresent()) {
        double score = JmhNumber.of(part.json.get().get("score"));
        sum += part.forks * (Aggregation.isPoint(part.json.get(), score) ? Double.NaN : score);
        forks += part.forks;
      }
    }
    return sum / forks;
  }
}
