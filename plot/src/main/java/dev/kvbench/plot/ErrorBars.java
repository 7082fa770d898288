package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * The intervals of a line's points, drawn as one path. XChart's own error bars are as long
 * downwards as upwards, which on a logarithmic axis ends below zero; these go from the one end of
 * the interval to the other.
 */
final class ErrorBars {
  private static final double HALF_CAP = 4.0 / Style.PLOT_WIDTH;

  /** An end this many times beyond all values is out of sight, though still a number to draw. */
  private static final double FAR = 1e6;

  private final List<Double> x = new ArrayList<>();
  private final List<Double> y = new ArrayList<>();

  private ErrorBars() {}

  /** The bars of a line, shifted by a fraction of the axis, in a chart that shows these values. */
  static ErrorBars of(Line line, StepsAxis steps, double shift, Range values) {
    ErrorBars bars = new ErrorBars();
    for (Point point : line.points()) {
      if (point.estimate().hasInterval()) {
        bars.add(point, steps, shift, values.widened(FAR));
      }
    }
    return bars;
  }

  boolean isEmpty() {
    return x.isEmpty();
  }

  double[] x() {
    return x.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] y() {
    return y.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void add(Point point, StepsAxis steps, double shift, Range bounds) {
    Estimate estimate = point.estimate();
    double low = Math.max(estimate.low(), bounds.low());
    double high = Math.min(estimate.high(), bounds.high());
    double left = steps.nudged(point.steps(), shift - HALF_CAP);
    double middle = steps.nudged(point.steps(), shift);
    double right = steps.nudged(point.steps(), shift + HALF_CAP);
    x.addAll(List.of(left, right, middle, middle, left, right, right));
    y.addAll(List.of(low, low, low, high, high, high, Double.NaN)); // NaN lifts the pen
  }
}
