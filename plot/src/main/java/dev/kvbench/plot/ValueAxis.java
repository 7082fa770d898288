package dev.kvbench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * The vertical axis.
 *
 * @param title what it shows
 * @param unit what follows a number, for example {@code " s"}
 * @param log whether it is logarithmic
 * @param limit the value to mark with a line from side to side
 */
record ValueAxis(String title, String unit, boolean log, Optional<Limit> limit) {
  /** A value that all others are read against. */
  record Limit(String name, double value) {}

  /** An interval may reach this many times beyond the values; what lies beyond that is cut off. */
  private static final double REACH = 3;

  String measured(double value) {
    return Numbers.measured(value) + unit;
  }

  void applyTo(AxesChartStyler styler, List<Line> lines) {
    Range range = range(lines);
    DoubleFunction<String> text = value -> Numbers.tick(value) + unit;
    styler.setYAxisLogarithmic(log);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setYAxisMin(range.low());
    styler.setYAxisMax(range.high());
    styler.setYAxisTickLabelsFormattingFunction(log ? LogTicks.labels(range, text) : text::apply);
  }

  private Range range(List<Line> lines) {
    List<Double> values = new ArrayList<>();
    lines.forEach(line -> line.points().forEach(point -> values.add(point.value())));
    limit.ifPresent(mark -> values.add(mark.value()));
    Range bare = Range.of(values);
    for (Line line : lines) {
      for (Line.Point point : line.points()) {
        if (point.estimate().hasInterval()) {
          values.add(Math.max(point.estimate().low(), bare.low() / REACH));
          values.add(Math.min(point.estimate().high(), bare.high() * REACH));
        }
      }
    }
    Range full = Range.of(values);
    if (!log) {
      return new Range(0, full.high());
    }
    return full.widened(Math.max(1.3, Math.pow(full.ratio(), 0.02)));
  }
}
