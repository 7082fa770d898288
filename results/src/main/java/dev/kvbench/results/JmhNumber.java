package dev.kvbench.results;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;

/** Numbers in JMH's JSON, which has three more than JSON has words for. */
final class JmhNumber {
  private JmhNumber() {}

  /** What JMH wrote; it has been checked to be a number or one of the three. */
  static double of(JsonElement element) {
    String text = element.getAsString();
    return switch (text) {
      case "+INF" -> Double.POSITIVE_INFINITY;
      case "-INF" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text); // knows NaN
    };
  }

  /** As JMH writes it. */
  static JsonPrimitive json(double value) {
    if (Double.isNaN(value)) {
      return new JsonPrimitive("NaN");
    }
    if (Double.isInfinite(value)) {
      return new JsonPrimitive(value > 0 ? "+INF" : "-INF");
    }
    return new JsonPrimitive(value);
  }
}
