package dev.kvbench.results.compare;

import dev.kvbench.results.jmh.Seconds;
import java.util.Optional;

/**
 * A unit as JMH writes it, brought to one form so that runs with different {@code -tu} can be
 * compared.
 *
 * @param name the unit that values have after multiplication: {@code s/op}, {@code ops/s}, or the
 *     unit as it was
 * @param factor what to multiply values by
 * @param better which way is better, where the unit tells: a time or an amount per operation is
 *     better low, operations per time high
 */
record MetricUnit(String name, double factor, Optional<Better> better) {
  private static final String OPERATIONS = "ops/";

  static MetricUnit of(String unit) {
    if (unit.startsWith(OPERATIONS)) {
      return Seconds.perRate(unit)
          .map(seconds -> new MetricUnit("ops/s", 1 / seconds, Optional.of(Better.HIGHER)))
          .orElse(new MetricUnit(unit, 1, Optional.of(Better.HIGHER)));
    }
    return Seconds.perOperation(unit)
        .map(seconds -> new MetricUnit("s/op", seconds, Optional.of(Better.LOWER)))
        .orElse(
            new MetricUnit(
                unit, 1, unit.endsWith("/op") ? Optional.of(Better.LOWER) : Optional.empty()));
  }
}
