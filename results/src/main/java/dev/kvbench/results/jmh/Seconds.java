package dev.kvbench.results.jmh;

import java.util.Map;
import java.util.Optional;

/** What a time is in seconds. */
public final class Seconds {
  /** JMH's units of time, as its {@code TimeValue.tuToString} writes them. */
  private static final Map<String, Double> UNITS =
      Map.of(
          "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3600.0, "day", 86400.0);

  private static final String PER_OPERATION = "/op";
  private static final String OPERATIONS = "ops/";

  private Seconds() {}

  /**
   * Whether an operation can take so long by a value in JMH's units, a time an operation or a rate:
   * less than a processor's cycle by far, or more than thirty years, is no time. Of another unit
   * everything can be.
   */
  public static boolean isPlausible(double value, String unit) {
    return perOperation(unit)
        .map(seconds -> value * seconds)
        .or(() -> perRate(unit).map(seconds -> seconds / value))
        .map(seconds -> seconds >= 1e-12 && seconds <= 1e9)
        .orElse(true);
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
