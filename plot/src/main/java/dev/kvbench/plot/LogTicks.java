package dev.kvbench.plot;

import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * Chooses which ticks of a logarithmic axis are labelled. XChart puts a tick at each of 1 to 9
 * times every power of ten and asks for all their labels; as many are given as have room.
 */
final class LogTicks {
  private LogTicks() {}

  /** Labels for an axis that spans this range, written by {@code text}. */
  static Function<Double, String> labels(Range range, DoubleFunction<String> text) {
    double decades = Math.log10(range.ratio());
    return value -> {
      int exponent = (int) Math.floor(Math.log10(value) + 1e-9);
      long digit = Math.round(value / Math.pow(10, exponent));
      boolean labelled =
          decades <= 4
              ? digit == 1 || digit == 2 || digit == 5
              : digit == 1 && exponent % (int) Math.ceil(decades / 8) == 0;
      return labelled ? text.apply(value) : "";
    };
  }
}
