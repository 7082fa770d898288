package dev.kvbench.results.jmh;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a time is in seconds. */
public final class Seconds {
  /** JMH's units of time, as its {@code TimeValue.tuToString} writes them. */
  private static final Map<String, Double> UNITS =
      Map.of(
          "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3600.0, "day", 86400.0);

  private static final String PER_OPERATION = "/op";
  private static final String OPERATIONS = "ops/";

  private Seconds() {}

  /** Less than a processor's cycle by far, or more than thirty years, is no time. */
  public static boolean isPlausible(double seconds) {
    return seconds >= 1e-12 && seconds <= 1e9;
  }

  /**
   * How many seconds an operation takes by a value in JMH's units, a time an operation or a rate;
   * empty for another unit.
   */
  public static OptionalDouble ofOperation(double value, String unit) {
    return perOperation(unit)
        .map(seconds -> value * seconds)
        .or(() -> perRate(unit).map(seconds -> seconds / value))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** How many seconds a unit of time an operation has; empty where it is no such unit. */
  public static Optional<Double> perOperation(String unit) {
    return unit.endsWith(PER_OPERATION)
        ? in(unit.substring(0, unit.length() - PER_OPERATION.length()))
        : Optional.empty();
  }

  /** How many seconds the time of a rate has; empty where it is no rate of operations. */
  public static Optional<Double> perRate(String unit) {
    return unit.startsWith(OPERATIONS) ? in(unit.substring(OPERATIONS.length())) : Optional.empty();
  }

  private static Optional<Double> in(String unit) {
    return Optional.ofNullable(UNITS.get(unit));
  }
}
