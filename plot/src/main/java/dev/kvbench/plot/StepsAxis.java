package dev.kvbench.plot;

import java.util.Collection;
import java.util.Collections;
import java.util.function.Function;
import org.knowm.xchart.style.AxesChartStyler;

/** The horizontal axis: where a number of steps lies, and which numbers are labelled. */
final class StepsAxis {
  private enum Kind {
    PLAIN,
    DECADES,
    /** XChart's logarithmic axes label powers of ten; a plain axis over log2 has 32, 64, 128, … */
    DOUBLINGS
  }

  private final Kind kind;
  private final Range shown;

  /** The steps at which doublings start to count. */
  private final double base;

  private StepsAxis(Kind kind, Range shown, double base) {
    this.kind = kind;
    this.shown = shown;
    this.base = base;
  }

  /**
   * An axis for a chart.
   *
   * @param measured the steps that were measured, whose kind of numbers the labels follow
   * @param shown all steps that are drawn
   */
  static StepsAxis of(boolean log, Collection<Double> measured, Range shown) {
    double base = Collections.min(measured);
    boolean single = shown.low() == shown.high();
    if (!log && !single) {
      return new StepsAxis(Kind.PLAIN, new Range(0, shown.high()), base);
    }
    Range roomy = single ? shown.widened(2) : shown;
    if (!measured.stream().allMatch(steps -> isPowerOfTwo(steps / base))) {
      return new StepsAxis(Kind.DECADES, roomy, base);
    }
    // from one label to another: XChart leaves an axis bare whose two ends have the same label
    Range labelled =
        new Range(
            base * Math.pow(2, Math.floor(log2(roomy.low() / base))),
            base * Math.pow(2, Math.ceil(log2(roomy.high() / base))));
    return new StepsAxis(Kind.DOUBLINGS, labelled, base);
  }

  void applyTo(AxesChartStyler styler) {
    styler.setXAxisLogarithmic(kind == Kind.DECADES);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setXAxisMin(place(shown.low()));
    styler.setXAxisMax(place(shown.high()));
    styler.setXAxisTickLabelsFormattingFunction(labels());
    if (kind == Kind.DOUBLINGS) {
      // room for a tick at each doubling, and for none between
      int perDoubling = (int) (Style.PLOT_WIDTH / log2(shown.ratio()));
      styler.setXAxisTickMarkSpacingHint(Math.max(60, perDoubling * 4 / 5));
    }
  }

  /** The number that XChart is to draw these steps at. */
  double place(double steps) {
    return kind == Kind.DOUBLINGS ? log2(steps / base) : steps;
  }

  /** The place that lies a fraction of the axis to the right of these steps. */
  double nudged(double steps, double fraction) {
    return kind == Kind.PLAIN
        ? steps + fraction * (shown.high() - shown.low())
        : place(steps * Math.pow(shown.ratio(), fraction));
  }

  /** How far along the axis these steps lie, from 0 to 1. */
  double fraction(double steps) {
    return kind == Kind.PLAIN
        ? steps / shown.high()
        : Math.log(steps / shown.low()) / Math.log(shown.ratio());
  }

  double left() {
    return place(shown.low());
  }

  double right() {
    return place(shown.high());
  }

  private Function<Double, String> labels() {
    return switch (kind) {
      case PLAIN -> Numbers::count;
      case DECADES -> LogTicks.labels(shown, Numbers::count);
      case DOUBLINGS ->
          place -> place == Math.rint(place) ? Numbers.count(base * Math.pow(2, place)) : "";
    };
  }

  private static boolean isPowerOfTwo(double ratio) {
    return ratio == Math.rint(ratio) && Long.bitCount((long) ratio) == 1;
  }

  /** Whole for powers of two, which the quotient of logarithms is not always. */
  private static double log2(double value) {
    double log = Math.log(value) / Math.log(2);
    return Math.abs(log - Math.rint(log)) < 1e-9 ? Math.rint(log) : log;
  }
}
