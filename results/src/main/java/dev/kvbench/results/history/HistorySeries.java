package dev.kvbench.results.history;

import dev.kvbench.results.stats.Estimate;
import java.util.List;

/**
 * One row on one machine over time.
 *
 * @param machine where all points were measured
 * @param key what identifies the row
 * @param unit of all points
 * @param points in the order of the history, at least one
 */
public record HistorySeries(Machine machine, String key, String unit, List<Point> points) {
  /** A run and what it measured. */
  public record Point(HistoryEntry run, Estimate estimate) {}

  public HistorySeries {
    points = List.copyOf(points);
  }

  /** The last of the points. */
  public Point latest() {
    return points.get(points.size() - 1);
  }

  /** The point estimates, in {@link #unit}. */
  public double[] values() {
    return points.stream().mapToDouble(point -> point.estimate().value()).toArray();
  }
}
