package dev.kvbench.results.jmh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.EnumSet;
import java.util.Set;

/**
 * How JMH makes one score of the values of a metric's iterations. Its JSON does not say which it
 * was, but the score and its interval tell.
 */
enum Aggregation {
  AVERAGE,
  SUM,
  LARGEST,
  SMALLEST;

  /** Scores are printed in full, but a sum depends on its order. */
  private static final double ROUNDING = 1e-9;

  double of(Observations values) {
    return switch (this) {
      case AVERAGE -> values.mean();
      case SUM -> values.sum();
      case LARGEST -> values.max();
      case SMALLEST -> values.min();
    };
  }

  /**
   * Those that give a metric's score from its values. Only an average has an interval, or NaN for
   * want of values; of the others JMH writes the score in its place.
   */
  static Set<Aggregation> possible(JsonObject metric, Observations values) {
    double score = JmhNumber.of(metric.get("score"));
    Set<Aggregation> possible =
        isPoint(metric, score) ? EnumSet.complementOf(EnumSet.of(AVERAGE)) : EnumSet.of(AVERAGE);
    possible.removeIf(aggregation -> !equal(aggregation.of(values), score));
    return possible;
  }

  /** Whether a metric's score has no interval by its nature. */
  static boolean isPoint(JsonObject metric, double score) {
    return Double.isNaN(JmhNumber.of(metric.get("scoreError")))
        && metric.get("scoreConfidence") instanceof JsonArray ends
        && ends.asList().stream().allMatch(end -> isNumber(end, score));
  }

  private static boolean isNumber(JsonElement element, double value) {
    return element instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && primitive.getAsDouble() == value;
  }

  private static boolean equal(double a, double b) {
    return Double.compare(a, b) == 0
        || Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
  }
}
