package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.results.io.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
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

  /** Of an axis, beside the outer points: room for the labels of their values. */
  static final double MARGIN = 0.09;

  /** The same before the first tick, which XChart leaves out at the very end. */
  private static final double EDGE = 0.002;

  /** From here on a whole number has no digits of its own. */
  private static final double LARGEST = 1e15;

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

  /** An axis that shows this range; a logarithmic one from one labelled tick to another. */
  static AxisScale of(Axis axis, Range values) {
    if (!axis.log() || values.low() <= 0) { // a logarithm needs more than 0
      return new AxisScale(axis, Kind.PLAIN, plain(axis, values), 0);
    }
    Range roomy = values.low() == values.high() ? values.widened(1.5) : values;
    Range labelled = new Range(tick(roomy.low(), false), tick(roomy.high(), true));
    return new AxisScale(axis, Kind.DECADES, labelled, 0);
  }

  /**
   * The same, by doublings where all measured values are.
   *
   * @param values all that are drawn
   */
  static AxisScale ofDoublings(Axis axis, Collection<Double> measured, Range values) {
    double base = Collections.min(measured);
    boolean doubling = measured.stream().allMatch(value -> isPowerOfTwo(value / base));
    if (!axis.log() || values.low() <= 0 || !doubling) {
      return of(axis, values);
    }
    Range roomy = values.low() == values.high() ? values.widened(2) : values;
    Range labelled =
        new Range(
            base * Math.pow(2, Math.floor(log2(roomy.low() / base))),
            base * Math.pow(2, Math.ceil(log2(roomy.high() / base))));
    return new AxisScale(axis, Kind.DOUBLINGS, labelled, base);
  }

  private static Range plain(Axis axis, Range values) {
    if (axis.range().isPresent()) {
      return axis.range().get();
    }
    if (!Double.isNaN(axis.origin())) {
      double low = Math.min(axis.origin(), values.low());
      return new Range(low, values.high() > low ? values.high() : low + 1);
    }
    double room = Math.max(ROOM * (values.high() - values.low()), 1e-3 * Math.abs(values.high()));
    double low = values.low() - room;
    return new Range(values.low() >= 0 ? Math.max(0, low) : low, values.high() + room);
  }

  Range shown() {
    return shown;
  }

  /** Its title, which says where it does not begin at 0. */
  String title() {
    boolean elsewhere = kind == Kind.PLAIN && Double.isNaN(axis.origin()) && start(MARGIN) > 0;
    return axis.title() + (elsewhere ? " (not from 0)" : "");
  }

  /**
   * Has the horizontal axis be this one.
   *
   * @param margin room at either end, of the axis; names have half a place already
   */
  void applyToX(AxesChartStyler styler, double margin) {
    double room = axis.names().isEmpty() ? margin : 0;
    styler.setXAxisLogarithmic(kind == Kind.DECADES);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setXAxisMin(start(room));
    styler.setXAxisMax(nudged(shown.high(), room));
    double width = LETTER * label(shown.high()).length() + BETWEEN_LABELS;
    styler.setXAxisTickLabelsFormattingFunction(labels(Style.PLOT_WIDTH / width));
    if (kind == Kind.DOUBLINGS) {
      // room for a tick at each doubling, and for none between
      int perDoubling = (int) (Style.PLOT_WIDTH / log2(shown.ratio()));
      styler.setXAxisTickMarkSpacingHint(Math.max(60, perDoubling * 4 / 5));
    } else {
      styler.setXAxisTickMarkSpacingHint(axis.names().isEmpty() ? (int) Math.max(60, width) : 90);
    }
  }

  void applyToY(AxesChartStyler styler) {
    styler.setYAxisLogarithmic(kind == Kind.DECADES);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setYAxisMin(start(MARGIN));
    styler.setYAxisMax(nudged(shown.high(), MARGIN));
    styler.setYAxisTickLabelsFormattingFunction(labels(MOST_LABELS));
  }

  /** Where it begins: some room before the values, but nothing below 0 where no value is. */
  private double start(double margin) {
    double start = nudged(shown.low(), -Math.max(EDGE, margin));
    boolean positive = kind == Kind.PLAIN && shown.low() >= 0;
    return positive ? Math.max(start, -EDGE * shown.high()) : start;
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

  private Function<Double, String> labels(double room) {
    if (!axis.names().isEmpty()) {
      return this::name;
    }
    return switch (kind) {
      case PLAIN -> this::label;
      case DECADES -> value -> isLabelled(value, room) ? label(value) : "";
      case DOUBLINGS -> this::doubling;
    };
  }

  /** XChart leaves an axis bare whose two ends have the same label. */
  private String doubling(double place) {
    boolean whole = place == Math.rint(place);
    return whole ? label(base * Math.pow(2, place)) : place < place(shown.low()) ? " " : "";
  }

  /** A value to two digits, whole thousands written as the axes do. */
  static String written(double value) {
    return Math.abs(value) < 999.5 ? Numbers.digits(value, 2) : Numbers.count(Math.round(value));
  }

  private String label(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST) {
      return Numbers.count((long) value) + axis.unit();
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(3));
    return rounded.stripTrailingZeros().toPlainString() + axis.unit();
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
  private boolean isLabelled(double value, double room) {
    double decades = Math.log10(shown.ratio());
    int exponent = (int) Math.floor(Math.log10(value) + 1e-9);
    long digit = Math.round(value / Math.pow(10, exponent));
    return 3 * decades <= room
        ? digit == 1 || digit == 2 || digit == 5
        : digit == 1 && exponent % (int) Math.max(1, Math.ceil(decades / room)) == 0;
  }

  /** The nearest of 1, 2, 5, 10, 20, 50, … that is not above, or not below, a value. */
  private static double tick(double value, boolean above) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    DoubleStream ticks = DoubleStream.of(1, 2, 5, 10).map(digit -> digit * decade);
    return above
        ? ticks.filter(tick -> tick >= value).findFirst().orElse(value)
        : ticks.filter(tick -> tick <= value).max().orElse(value);
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
