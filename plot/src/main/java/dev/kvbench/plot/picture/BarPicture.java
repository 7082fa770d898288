package dev.kvbench.plot.picture;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Named values, one below the other: bars from 0, or points where the axis is logarithmic, on which
 * a length would mean nothing.
 */
public record BarPicture(Heading heading, Axis axis, List<Bar> bars) implements Picture {
  /**
   * A bar.
   *
   * @param group what it shares with its neighbours of the same group; empty for nothing
   * @param name what it stands for
   * @param value in the axis' unit
   * @param approximate whether the answer is not the uncached model's
   * @param predicted what the cost model says instead, where it does
   * @param faster how many times as fast as what it is compared with, where it is
   */
  public record Bar(
      String group,
      String name,
      Estimate value,
      Arm arm,
      boolean approximate,
      OptionalDouble predicted,
      OptionalDouble faster) {}

  /** Keeps a copy of the bars. */
  public BarPicture {
    bars = List.copyOf(bars);
  }
}
