package dev.kvbench.results.jmh;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.OptionalDouble;

/** Numbers in JMH's JSON. JSON has no words for three of them, so JMH writes these as strings. */
final class JmhNumber {
  private JmhNumber() {}

  /** What one of JMH's words stands for; empty for another one. */
  static OptionalDouble ofWord(String word) {
    return switch (word) {
      case "NaN" -> OptionalDouble.of(Double.NaN);
      case "+INF" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-INF" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }

  /** What JMH wrote; it has been checked to be a number or one of the words. */
  static double of(JsonElement element) {
    return ofWord(element.getAsString()).orElseGet(element::getAsDouble);
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
