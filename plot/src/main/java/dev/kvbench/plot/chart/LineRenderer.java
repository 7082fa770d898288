package dev.kvbench.plot.chart;

import static dev.kvbench.plot.chart.PointLabels.FAR;

import dev.kvbench.plot.chart.PointLabels.Side;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.LinePicture.Mark;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.plot.picture.Series.Point;
import dev.kvbench.results.stats.Estimate;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Draws a picture of lines: what was measured, and behind it what it is read against. */
final class LineRenderer {
  /**
   * Longer names are broken in two; XChart would cut them off, and takes minutes over thousands.
   */
  private static final int NAME_WIDTH = 270;

  private static final int MOST_LETTERS = 200;

  /** So many names of points that lie over each other are all written. */
  private static final int FEW = 3;

  /** An interval may reach this many times beyond the values; what lies beyond is cut off. */
  private static final double REACH = 3;

  /** An end this many times beyond all values is out of sight, though still a number to draw. */
  private static final double OUT_OF_SIGHT = 1e6;

  private static final double HALF_CAP = 4.0 / Style.PLOT_WIDTH;

  private static final int GAP = 6;

  private final LinePicture picture;
  private final AxisScale x;
  private final AxisScale y;
  private final XYChart chart;
  private final Set<String> inLegend = new HashSet<>();
  private int count;

  private LineRenderer(LinePicture picture) {
    this.picture = picture;
    this.x =
        AxisScale.ofDoublings(
            picture.x(),
            Series.points(picture.series()).map(Point::x).toList(),
            Series.places(all()));
    this.y = AxisScale.of(picture.y(), values());
    Title title = Title.of(picture.heading());
    this.chart = new XYChart(Style.WIDTH, height() + title.height() - Style.TITLE_HEIGHT);
    Style.applyTo(chart.getStyler());
    title.applyTo(chart);
  }

  static XYChart draw(LinePicture picture) {
    return new LineRenderer(picture).draw();
  }

  private XYChart draw() {
    int most = picture.series().stream().mapToInt(line -> line.points().size()).max().orElse(0);
    chart.getStyler().setMarkerSize(most > 70 ? 5 : most > 15 ? 7 : 9);
    x.applyToX(chart.getStyler(), AxisScale.MARGIN);
    y.applyToY(chart.getStyler());
    chart.setXAxisTitle(x.title());
    chart.setYAxisTitle(y.title());

    // The legend has the order of the series, and so has the painting: the first entries would lie
    // behind. So the measured lines enter the legend by a point and are drawn after the references.
    picture.series().forEach(line -> add(line, line.points().subList(0, 1), true));
    picture.references().forEach(line -> add(line, line.points(), true));
    picture.marks().forEach(this::add);
    picture.series().forEach(this::addBars);
    picture.series().forEach(line -> add(line, line.points(), false));
    chart.addAnnotation(new TextAnnotation(this::paintLabels));
    return chart;
  }

  private int height() {
    long legend =
        Stream.concat(all().stream().map(Series::name), picture.marks().stream().map(Mark::name))
            .distinct()
            .mapToLong(name -> broken(name).lines().count())
            .sum();
    return Style.HEIGHT + Style.LEGEND_LINE * (int) Math.max(0, legend - Style.LEGEND_LINES);
  }

  private List<Series> all() {
    return Stream.concat(picture.series().stream(), picture.references().stream()).toList();
  }

  /** Everything that the vertical axis has in sight. */
  private Range values() {
    List<Double> values = new ArrayList<>(Series.points(all()).map(Point::value).toList());
    picture.marks().stream().filter(mark -> !mark.vertical()).forEach(m -> values.add(m.at()));
    Range bare = Range.of(values);
    double least = bare.low() > 0 ? bare.low() / REACH : Double.NEGATIVE_INFINITY;
    double most = bare.low() > 0 ? bare.high() * REACH : Double.POSITIVE_INFINITY;
    Series.points(all())
        .map(Point::y)
        .filter(Estimate::hasInterval)
        .forEach(
            interval -> {
              values.add(Math.max(interval.low(), least));
              values.add(Math.min(interval.high(), most));
            });
    return Range.of(values);
  }

  private void add(Series line, List<Point> points, boolean legend) {
    double[] at = points.stream().mapToDouble(p -> x.place(p.x())).toArray();
    double[] values = points.stream().mapToDouble(Point::value).toArray();
    add(line.name(), legend, LineStyle.of(line.pen()), line.pen().joined(), at, values);
  }

  private void add(Mark mark) {
    double[] at = {mark.at(), mark.at()};
    if (mark.vertical()) {
      double[] ends = {y.shown().low(), y.shown().high()};
      add(mark.name(), true, LineStyle.of(Pen.Tone.MARK), true, at, ends);
    } else {
      double[] ends = {x.place(x.shown().low()), x.place(x.shown().high())};
      add(mark.name(), true, LineStyle.of(Pen.Tone.LIMIT), true, ends, at);
    }
  }

  private void add(
      String name, boolean legend, LineStyle ink, boolean joined, double[] at, double[] values) {
    XYSeries series = chart.addSeries(++count + " " + name, at, values);
    ink.applyTo(series, joined);
    series.setLabel(broken(name));
    series.setShowInLegend(legend && inLegend.add(name));
  }

  /**
   * Intervals as one path. XChart's own error bars are as long downwards as upwards, which on a
   * logarithmic axis ends below zero; these go from the one end of the interval to the other.
   */
  private void addBars(Series line) {
    List<Double> at = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    boolean positive = y.shown().low() > 0;
    double least = positive ? y.shown().low() / OUT_OF_SIGHT : Double.NEGATIVE_INFINITY;
    double most = positive ? y.shown().high() * OUT_OF_SIGHT : Double.POSITIVE_INFINITY;
    for (Point point : line.points()) {
      if (point.y().hasInterval() && point.y().high() > point.y().low()) {
        double low = Math.max(point.y().low(), least);
        double high = Math.min(point.y().high(), most);
        double left = x.nudged(point.x(), -HALF_CAP);
        double middle = x.place(point.x());
        double right = x.nudged(point.x(), HALF_CAP);
        at.addAll(List.of(left, right, middle, middle, left, right, right));
        ends.addAll(List.of(low, low, low, high, high, high, Double.NaN)); // NaN lifts the pen
      }
    }
    if (!at.isEmpty()) {
      LineStyle bar = LineStyle.of(line.pen()).bar();
      add(line.name(), false, bar, true, array(at), array(ends));
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void paintLabels(Graphics2D g, TextAnnotation places) {
    Rectangle2D frame = places.frame();
    PointLabels labels = new PointLabels(g, places, chart.getSeriesCollection());
    for (Mark mark : picture.marks()) {
      double at = places.xOf(mark.at());
      labels.write(mark.label(), Style.INK, at, frame.getMinY() + GAP, Side.RIGHT, FAR);
    }
    List<Spot> spots = new ArrayList<>();
    for (Series line : picture.series()) {
      Color color = LineStyle.of(line.pen()).color();
      for (Point point : line.points()) {
        double at = places.xOf(x.place(point.x()));
        spots.add(new Spot(point, line, color, at, places.yOf(point.value())));
        markClipped(g, frame, places, point, color);
      }
    }
    switch (picture.labels()) {
      case NAMES -> writeNames(labels, spots);
      case EXTREMES -> {
        TreeMap<Double, List<Spot>> columns = new TreeMap<>(Comparator.reverseOrder());
        spots.forEach(
            it -> columns.computeIfAbsent(it.point().x(), any -> new ArrayList<>()).add(it));
        columns.values().forEach(column -> writeValues(labels, column));
      }
      case NONE -> {}
    }
  }

  /** An interval that ends outside the frame ends there in an arrow. */
  private void markClipped(
      Graphics2D g, Rectangle2D frame, TextAnnotation places, Point point, Color color) {
    double at = places.xOf(x.place(point.x()));
    if (point.y().hasInterval() && places.yOf(point.y().high()) < frame.getMinY()) {
      TextAnnotation.arrow(g, color, at, frame.getMinY(), 0, -1);
    }
    if (point.y().hasInterval() && !(places.yOf(point.y().low()) < frame.getMaxY())) {
      TextAnnotation.arrow(g, color, at, frame.getMaxY(), 0, 1);
    }
  }

  /** A point where it is drawn. */
  private record Spot(Point point, Series line, Color color, double x, double y) {

    boolean isLast() {
      return line.points().get(line.points().size() - 1).equals(point);
    }
  }

  /**
   * Points of one series that lie over each other share a label: all of a few names, or the first
   * and how many more where these are many or have no room.
   */
  private static void writeNames(PointLabels labels, List<Spot> spots) {
    List<Spot> left = new ArrayList<>(spots);
    left.removeIf(spot -> spot.point().label().isEmpty() || !Double.isFinite(spot.x() + spot.y()));
    while (!left.isEmpty()) {
      Spot first = left.get(0);
      List<Spot> together =
          left.stream()
              .filter(spot -> spot.line().equals(first.line()))
              .filter(spot -> PointLabels.overlap(spot.x(), spot.y(), first.x(), first.y()))
              .toList();
      left.removeAll(together);
      List<String> names = together.stream().map(it -> it.point().label()).distinct().toList();
      boolean all = names.size() <= FEW && write(labels, first, joined(names));
      if (!all && names.size() > 1) {
        write(labels, first, names.get(0) + " and " + (names.size() - 1) + " more");
      }
    }
  }

  private static boolean write(PointLabels labels, Spot spot, String name) {
    return labels.write(name, spot.color(), spot.x(), spot.y(), Side.RIGHT, FAR);
  }

  /** Names after each other; words that all of them begin with are said once. */
  private static String joined(List<String> names) {
    String first = names.get(0);
    int shared = first.length();
    for (String name : names) {
      int letters = Arrays.mismatch(first.toCharArray(), name.toCharArray());
      shared = letters < 0 ? shared : Math.min(shared, first.lastIndexOf(' ', letters - 1) + 1);
    }
    int start = shared;
    return first.substring(0, start)
        + names.stream().map(name -> name.substring(start)).collect(Collectors.joining(", "));
  }

  /**
   * Writes the highest value above and the lowest below, at each place, and those that a line ends
   * in. The rightmost, the largest run, comes first.
   */
  private void writeValues(PointLabels labels, List<Spot> column) {
    column.sort(Comparator.comparing(spot -> spot.point().value()));
    write(labels, column.remove(column.size() - 1), Side.ABOVE);
    if (!column.isEmpty()) {
      write(labels, column.remove(0), Side.BELOW);
    }
    column.stream().filter(Spot::isLast).forEach(spot -> write(labels, spot, Side.RIGHT));
  }

  private void write(PointLabels labels, Spot it, Side side) {
    String text = AxisScale.written(it.point().value()) + picture.y().unit();
    labels.write(text, it.color(), it.x(), it.y(), side, PointLabels.NEXT);
  }

  private static String broken(String name) {
    boolean endless = name.length() > MOST_LETTERS;
    String shown = endless ? name.substring(0, MOST_LETTERS - 1) + "…" : name;
    return String.join("\n", Title.wrapped(shown, Style.TEXT, NAME_WIDTH));
  }
}
