package dev.kvbench.plot.picture;

import java.util.List;
import java.util.Optional;

/**
 * An axis.
 *
 * @param title what it shows
 * @param unit what follows a number, for example {@code " s"}; empty for none
 * @param log whether equal distances are equal ratios
 * @param fromZero whether an axis that is not logarithmic begins at 0
 * @param range what it shows at least; empty where the values decide
 * @param names what is written at 1, 2, 3, …; empty where numbers are
 */
public record Axis(
    String title,
    String unit,
    boolean log,
    boolean fromZero,
    Optional<Range> range,
    List<String> names) {
  /** An axis that begins at 0 unless it is logarithmic, and is as long as the values ask for. */
  public static Axis of(String title, String unit, boolean log) {
    return new Axis(title, unit, log, true, Optional.empty(), List.of());
  }

  /** The same, which may begin anywhere. */
  public Axis fromAnywhere() {
    return new Axis(title, unit, log, false, range, names);
  }

  /** The same with this range. */
  public Axis over(Range shown) {
    return new Axis(title, unit, log, fromZero, Optional.of(shown), names);
  }

  /** The same with names at whole numbers from 1. */
  public Axis named(List<String> others) {
    return new Axis(title, unit, log, fromZero, range, List.copyOf(others));
  }
}
