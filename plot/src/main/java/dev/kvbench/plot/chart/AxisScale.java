package dev.kvbench.plot.chart;

import dev.kvbench.plot.model.Axis;
import dev.kvbench.plot.model.Range;
import dev.kvbench.results.io.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.knowm.xchart.style.AxesChartStyler;

/** Where a value lies on one of XChart's axes, and which values are labelled. */
final class AxisScale {
  private enum Kind {
    PLAIN,
    DECADES,
    /** XChart's logarithmic axes label powers of ten; a plain axis over log2 has 32, 64, 128, … */
    DOUBLINGS
  }

  /** Room beyond the outermost values of an axis that does not begin at 0. */
  private static final double ROOM = 0.06;

  /** So many labels find room one above the other. */
  private static final double MOST_LABELS = 12;

  /** The width of a letter and what is between two labels, in pixels. */
  private static final double LETTER = 8.5;

  private static final double BETWEEN_LABELS = 14;

  /** From here on a whole number has no digits of its own. */
  private static final double LARGEST = 1e15;

  /** A tick's digits. */
  private static final int DIGITS = 3;

  private final Axis axis;
  private final Kind kind;
  private final Range shown;

  /** The value at which doublings start to count. */
  private final double base;

  private AxisScale(Axis axis, Kind kind, Range shown, double base) {
    this.axis = axis;
    this.kind = kind;
    this.shown = shown;
    this.base = base;
  }

  /**
   * The horizontal axis.
   *
   * @param measured values whose kind of numbers the labels follow
   * @param all values that are drawn
   */
  static AxisScale horizontal(Axis axis, Collection<Double> measured, Collection<Double> all) {
    double base = Collections.min(measured);
    Range bare = Range.of(all);
    boolean single = bare.low() == bare.high();
    if (axis.range().isPresent() || (!axis.log() && !(single && bare.low() > 0))) {
      return new AxisScale(axis, Kind.PLAIN, plain(axis, bare), base);
    }
    if (!(bare.low() > 0)) { // a logarithm needs more than 0
      return new AxisScale(axis, Kind.PLAIN, new Range(0, Math.max(1, bare.high())), base);
    }
    Range roomy = single ? bare.widened(2) : bare;
    if (!measured.stream().allMatch(value -> isPowerOfTwo(value / base))) {
      return new AxisScale(axis, Kind.DECADES, roomy, base);
    }
    // from one label to another: XChart leaves an axis bare whose two ends have the same label
    Range labelled =
        new Range(
            base * Math.pow(2, Math.floor(log2(roomy.low() / base))),
            base * Math.pow(2, Math.ceil(log2(roomy.high() / base))));
    return new AxisScale(axis, Kind.DOUBLINGS, labelled, base);
  }

  /** A logarithmic axis from one labelled tick to another, with room beside the values. */
  static AxisScale roomy(Axis axis, Range values, double room) {
    Range range = new Range(below(values.low() / room), above(values.high() * room));
    return new AxisScale(axis, Kind.DECADES, range, range.low());
  }

  /** The vertical axis, of values that are in sight. */
  static AxisScale vertical(Axis axis, Collection<Double> values) {
    Range bare = Range.of(values);
    if (!axis.log()) {
      return new AxisScale(axis, Kind.PLAIN, plain(axis, bare), 0);
    }
    Range roomy = bare.widened(Math.max(1.3, Math.pow(bare.ratio(), 0.02)));
    return new AxisScale(axis, Kind.DECADES, roomy, 0);
  }

  private static Range plain(Axis axis, Range bare) {
    if (axis.range().isPresent()) {
      return axis.range().get();
    }
    if (axis.fromZero()) {
      return new Range(0, bare.high());
    }
    double room = Math.max(ROOM * (bare.high() - bare.low()), 1e-3 * Math.abs(bare.high()));
    double low = bare.low() - room;
    return new Range(bare.low() >= 0 ? Math.max(0, low) : low, bare.high() + room);
  }

  Range shown() {
    return shown;
  }

  /** Its title, which says where it does not begin at 0. */
  String title() {
    boolean elsewhere = kind == Kind.PLAIN && !axis.fromZero() && shown.low() > 0;
    return axis.title() + (elsewhere ? " (not from 0)" : "");
  }

  void applyToX(AxesChartStyler styler) {
    styler.setXAxisLogarithmic(kind == Kind.DECADES);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setXAxisMin(place(shown.low()));
    styler.setXAxisMax(place(shown.high()));
    double width = LETTER * label(shown.high()).length() + BETWEEN_LABELS;
    styler.setXAxisTickLabelsFormattingFunction(labels(Style.PLOT_WIDTH / width));
    if (kind == Kind.DOUBLINGS) {
      // room for a tick at each doubling, and for none between
      int perDoubling = (int) (Style.PLOT_WIDTH / log2(shown.ratio()));
      styler.setXAxisTickMarkSpacingHint(Math.max(60, perDoubling * 4 / 5));
    } else if (!axis.names().isEmpty()) {
      styler.setXAxisTickMarkSpacingHint(90);
    }
  }

  void applyToY(AxesChartStyler styler) {
    styler.setYAxisLogarithmic(kind == Kind.DECADES);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setYAxisMin(shown.low());
    styler.setYAxisMax(shown.high());
    styler.setYAxisTickLabelsFormattingFunction(labels(MOST_LABELS));
  }

  /** The number that XChart is to draw this value at. */
  double place(double value) {
    return kind == Kind.DOUBLINGS ? log2(value / base) : value;
  }

  /** The place that lies a fraction of the axis to the right of this value. */
  double nudged(double value, double fraction) {
    return kind == Kind.PLAIN
        ? value + fraction * (shown.high() - shown.low())
        : place(value * Math.pow(shown.ratio(), fraction));
  }

  /** How far along the axis this value lies, from 0 to 1. */
  double fraction(double value) {
    return kind == Kind.PLAIN
        ? (value - shown.low()) / (shown.high() - shown.low())
        : Math.log(value / shown.low()) / Math.log(shown.ratio());
  }

  private Function<Double, String> labels(double room) {
    if (!axis.names().isEmpty()) {
      return this::name;
    }
    return switch (kind) {
      case PLAIN -> this::label;
      case DECADES -> decades(shown, this::label, room);
      case DOUBLINGS -> place -> place == Math.rint(place) ? label(base * Math.pow(2, place)) : "";
    };
  }

  private String label(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST) {
      return Numbers.count((long) value) + axis.unit();
    }
    BigDecimal plain =
        BigDecimal.valueOf(value).round(new MathContext(DIGITS)).stripTrailingZeros();
    return plain.toPlainString() + axis.unit();
  }

  /**
   * A name; nothing between two. XChart takes fewer ticks until all labels differ, and leaves an
   * axis bare whose two ends have the same.
   */
  private String name(double place) {
    List<String> names = axis.names();
    if (place != Math.rint(place)) {
      return place < 1 ? " " : "";
    }
    int index = (int) place - 1;
    return 0 <= index && index < names.size() ? names.get(index) : String.valueOf((int) place);
  }

  /**
   * XChart puts a tick at each of 1 to 9 times every power of ten and asks for all their labels; as
   * many are given as have room.
   */
  private static Function<Double, String> decades(
      Range range, DoubleFunction<String> text, double room) {
    double decades = Math.log10(range.ratio());
    int step = (int) Math.max(1, Math.ceil(decades / room));
    return value -> {
      int exponent = (int) Math.floor(Math.log10(value) + 1e-9);
      long digit = Math.round(value / Math.pow(10, exponent));
      boolean labelled =
          3 * decades <= room
              ? digit == 1 || digit == 2 || digit == 5
              : digit == 1 && exponent % step == 0;
      return labelled ? text.apply(value) : "";
    };
  }

  /** The largest of 1, 2, 5, 10, 20, 50, … that is not above a value. */
  private static double below(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / decade;
    return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  /** The smallest of 1, 2, 5, 10, 20, 50, … that is not below a value. */
  private static double above(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / decade;
    return decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
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
