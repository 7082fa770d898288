package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import java.util.List;

/**
 * How a latency chart's two axes count. Both count alike: time over steps bends without reason
 * where one axis is logarithmic and the other is not.
 */
record Axes(Range steps, boolean logSteps, boolean logValues, boolean articlesModel) {
  /** How many times beyond the measured steps points of another model are still of use. */
  private static final double BEYOND = 2.5;

  static Axes of(List<Line> measured, Scale scale, boolean articlesModel) {
    Range steps =
        Range.of(
            measured.stream().flatMap(line -> line.points().stream()).map(Point::steps).toList());
    boolean log = scale.isLog(steps, values(measured));
    return new Axes(steps, log, log, articlesModel);
  }

  static Range values(List<Line> lines) {
    return Range.of(
        lines.stream().flatMap(line -> line.points().stream()).map(Point::value).toList());
  }

  /**
   * Whether a point of the article is drawn. A logarithmic axis has room for all ten; on a plain
   * one those far off would press the measured lines together.
   */
  boolean isInSight(double articleSteps) {
    return (logSteps && articlesModel)
        || steps.widened(logSteps ? BEYOND : 1.2).contains(articleSteps);
  }
}
