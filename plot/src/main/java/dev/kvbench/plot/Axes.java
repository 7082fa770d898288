package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import java.util.List;

/**
 * How a latency chart's two axes count. Both count alike: time over steps bends without reason
 * where one axis is logarithmic and the other is not.
 */
record Axes(Range steps, boolean logSteps, boolean logValues) {
  /** How many times beyond the measured steps the article's points are still of use. */
  private static final double BEYOND = 2.5;

  static Axes of(List<Line> measured, Scale scale) {
    Range steps =
        Range.of(
            measured.stream().flatMap(line -> line.points().stream()).map(Point::steps).toList());
    boolean log = scale.isLog(steps, values(measured));
    return new Axes(steps, log, log);
  }

  static Range values(List<Line> lines) {
    return Range.of(
        lines.stream().flatMap(line -> line.points().stream()).map(Point::value).toList());
  }

  /** Whether a point of the article at these steps leaves the measured lines room to be read. */
  boolean isInSight(double articleSteps) {
    return steps.widened(logSteps ? BEYOND : 1.2).contains(articleSteps);
  }
}
