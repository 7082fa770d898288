package dev.kvbench.plot;

import dev.kvbench.results.stats.Estimate;
import java.util.List;

/**
 * One line of a chart.
 *
 * @param name what the legend calls it
 * @param pen what it is drawn with
 * @param points its points by rising steps
 */
public record Line(String name, Pen pen, List<Point> points) {
  /** Keeps a copy of the points. */
  public Line {
    points = List.copyOf(points);
  }

  /** Whether the line goes up where it passes a point: from its left, or else to its right. */
  boolean rises(Point point) {
    int index = points.indexOf(point);
    Point from = points.get(Math.max(0, index - 1));
    Point to = points.get(Math.min(points.size() - 1, index + (index == 0 ? 1 : 0)));
    return from.value() <= to.value();
  }

  /** A value and its interval at a number of steps. */
  public record Point(double steps, Estimate estimate) {
    /** The point estimate. */
    public double value() {
      return estimate.value();
    }
  }
}
