package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.Optional;

/** What a chart shows, before anything draws it: the same figures for a bitmap and a page. */
public sealed interface Picture {
  /** A short name in lower case, the one of the PNG file where there is such a file. */
  String key();

  /** The question that the chart answers, or its answer. */
  String title();

  /** What is to be known to read it, a sentence each. */
  List<String> notes();

  /**
   * Lines over a number.
   *
   * @param measured measured lines
   * @param references what they are read against: predictions, or somebody else's figures
   * @param over what the horizontal axis counts
   * @param logOver whether that axis is logarithmic
   * @param values what the vertical axis shows
   * @param unit what follows a value, for example {@code " s"}
   * @param logValues whether that axis is logarithmic
   * @param fromZero whether a vertical axis that is not logarithmic begins at 0
   * @param limit the value to mark with a line from side to side
   * @param edge the place on the horizontal axis to mark with a line from top to bottom
   */
  record Lines(
      String key,
      String title,
      List<String> notes,
      List<Line> measured,
      List<Line> references,
      String over,
      boolean logOver,
      String values,
      String unit,
      boolean logValues,
      boolean fromZero,
      Optional<Mark> limit,
      Optional<Mark> edge)
      implements Picture {}

  /** A value that others are read against. */
  record Mark(String name, double value) {}

  /**
   * Bars from 0, one below the other.
   *
   * @param axis what their length is
   */
  record BarList(String key, String title, List<String> notes, List<Bars.Bar> bars, String axis)
      implements Picture {}

  /** Cells of block size and embed size, with the ratio of the arms. */
  record HeatMap(String key, String title, List<String> notes, CrossoverGrid grid)
      implements Picture {}

  /**
   * Named points.
   *
   * @param x what the horizontal axis shows; it is logarithmic
   * @param y what the vertical axis shows; it has 0 in sight
   */
  record Scatter(
      String key,
      String title,
      List<String> notes,
      List<Dot> dots,
      String x,
      String xUnit,
      String y)
      implements Picture {}

  /**
   * A point of a {@link Scatter}.
   *
   * @param name short, for beside the point
   * @param kind what the legend calls it
   * @param pen its colour and shape
   * @param x where it lies
   * @param y its value
   */
  record Dot(String name, String kind, Pen pen, double x, Estimate y) {}

  /**
   * Predicted and measured times, a line for each row, on one logarithmic axis.
   *
   * @param pairs the rows
   * @param axis what the axis shows
   */
  record Pairs(String key, String title, List<String> notes, List<Pair> pairs, String axis)
      implements Picture {}

  /**
   * A row of {@link Pairs}, in microseconds.
   *
   * @param arm cached or uncached
   * @param measured the time that was measured
   * @param predicted what the cost model says
   */
  record Pair(String name, Arm arm, Estimate measured, double predicted) {}

  /**
   * A roofline: rates over arithmetic intensity, below what memory and arithmetic allow.
   *
   * @param roofs measured ceilings, of rows that have much the same
   * @param rows measured rates
   */
  record Roofline(
      String key, String title, List<String> notes, List<Roof> roofs, List<RoofDot> rows)
      implements Picture {}

  /**
   * The ceilings of some rows, each the median over them and its range.
   *
   * @param name of the rows: their number format and, where that is not enough, their model sizes
   * @param bandwidth gigabytes a second that memory was read at
   * @param rate gigaflops that matrices were multiplied at
   */
  record Roof(String name, Spread bandwidth, Spread rate) {}

  /** A median and the range it lies in. */
  record Spread(double median, double low, double high) {}

  /**
   * A row on the roofline.
   *
   * @param intensity floating-point operations for each byte that must be read
   * @param gigaflops the measured rate
   * @param bandwidth gigabytes a second that its own processes read memory at
   * @param peak gigaflops that they multiplied matrices at
   */
  record RoofDot(
      String name, Arm arm, double intensity, double gigaflops, double bandwidth, double peak) {
    /** Whether reading memory holds it up before arithmetic does. */
    public boolean isBoundByMemory() {
      return bandwidth * intensity < peak;
    }

    /** The measured rate as a fraction of what its own ceilings allow. */
    public double share() {
      return gigaflops / Math.min(peak, bandwidth * intensity);
    }
  }
}
