package dev.kvbench.results.compare;

import java.util.Map;
import java.util.Optional;

/**
 * A unit as JMH writes it, brought to one form so that runs with different {@code -tu} can be
 * compared.
 *
 * @param name the unit that values have after multiplication: {@code s/op}, {@code ops/s}, or the
 *     unit as it was
 * @param factor what to multiply values by
 * @param direction which way is better, where the unit tells: a time or an amount per operation is
 *     better low, operations per time high
 */
record MetricUnit(String name, double factor, Optional<Direction> direction) {
  /** JMH's {@code TimeValue.tuToString}, in seconds. */
  private static final Map<String, Double> SECONDS =
      Map.of(
          "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3600.0, "day", 86400.0);

  private static final String PER_OPERATION = "/op";
  private static final String OPERATIONS = "ops/";

  static MetricUnit of(String unit) {
    if (unit.startsWith(OPERATIONS)) {
      Double seconds = SECONDS.get(unit.substring(OPERATIONS.length()));
      return new MetricUnit(
          seconds == null ? unit : "ops/s",
          seconds == null ? 1 : 1 / seconds,
          Optional.of(Direction.HIGHER_IS_BETTER));
    }
    if (unit.endsWith(PER_OPERATION)) {
      Double seconds = SECONDS.get(unit.substring(0, unit.length() - PER_OPERATION.length()));
      return new MetricUnit(
          seconds == null ? unit : "s/op",
          seconds == null ? 1 : seconds,
          Optional.of(Direction.LOWER_IS_BETTER));
    }
    return new MetricUnit(unit, 1, Optional.empty());
  }
}
