package dev.kvbench.plot.picture;

import java.util.List;
import java.util.Optional;

/**
 * An axis.
 *
 * @param title what it shows
 * @param unit what follows a number, for example {@code " s"}; empty for none
 * @param log whether equal distances are equal ratios
 * @param origin what an axis that is not logarithmic begins at or below; NaN for anywhere
 * @param range what it shows at least; empty where the values decide
 * @param names what is written at 1, 2, 3, …; empty where numbers are
 */
public record Axis(
    String title,
    String unit,
    boolean log,
    double origin,
    Optional<Range> range,
    List<String> names) {
  /** An axis that begins at 0 unless it is logarithmic, and is as long as the values ask for. */
  public static Axis of(String title, String unit, boolean log) {
    return new Axis(title, unit, log, 0, Optional.empty(), List.of());
  }

  /** Of ratios, which begin at 1: none says anything of 0. */
  public static Axis ofRatios(String title, boolean log) {
    return new Axis(title, "×", log, 1, Optional.empty(), List.of());
  }

  /** The same, which may begin anywhere. */
  public Axis fromAnywhere() {
    return new Axis(title, unit, log, Double.NaN, range, names);
  }

  /** The same with this range. */
  public Axis over(Range shown) {
    return new Axis(title, unit, log, origin, Optional.of(shown), names);
  }

  /** The same with names at whole numbers from 1. */
  public Axis named(List<String> others) {
    return new Axis(title, unit, log, origin, range, List.copyOf(others));
  }
}
