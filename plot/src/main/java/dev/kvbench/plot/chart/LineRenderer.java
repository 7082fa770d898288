package dev.kvbench.plot.chart;

import dev.kvbench.plot.model.LinePicture;
import dev.kvbench.plot.model.LinePicture.Labels;
import dev.kvbench.plot.model.LinePicture.Mark;
import dev.kvbench.plot.model.Pen;
import dev.kvbench.plot.model.Range;
import dev.kvbench.plot.model.Series;
import dev.kvbench.plot.model.Series.Point;
import dev.kvbench.results.io.Numbers;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Draws a picture of lines: what was measured, and behind it what it is read against. */
final class LineRenderer {
  /** Longer names are broken in two; XChart would cut them off. */
  private static final int NAME_WIDTH = 50;

  private static final int MOST_LETTERS = 200;

  /** Between lines that are drawn apart, as a fraction of the axis: a marker's width. */
  private static final double APART = 9 / Style.PLOT_WIDTH;

  /** An interval may reach this many times beyond the values; what lies beyond is cut off. */
  private static final double REACH = 3;

  /** An end this many times beyond all values is out of sight, though still a number to draw. */
  private static final double OUT_OF_SIGHT = 1e6;

  private static final double HALF_CAP = 4.0 / Style.PLOT_WIDTH;

  /** Room beside named points, for their names. */
  private static final double BESIDE = 1.15;

  /** Room for a value in pixels, and a little to keep it from its neighbour. */
  private static final double LABEL_WIDTH = 58;

  private static final int GAP = 6;

  /** Between the labels of neighbouring marks, as a fraction of the axis. */
  private static final double LOWER = 0.06;

  private final LinePicture picture;
  private final AxisScale x;
  private final AxisScale y;
  private final XYChart chart;
  private final Set<String> inLegend = new HashSet<>();
  private int count;

  private LineRenderer(LinePicture picture) {
    this.picture = picture;
    List<Double> own = places(picture.series());
    List<Double> all = new ArrayList<>(own);
    all.addAll(places(picture.references()));
    boolean named = picture.labels() == Labels.NAMES && picture.x().log();
    this.x =
        named
            ? AxisScale.roomy(picture.x(), Range.of(all), BESIDE)
            : AxisScale.horizontal(picture.x(), own, all);
    this.y = AxisScale.vertical(picture.y(), values());
    Title title = Title.of(picture.heading());
    this.chart = new XYChart(Style.WIDTH, height() + title.height() - Style.TITLE_HEIGHT);
    Style.applyTo(chart.getStyler());
    title.applyTo(chart, x.place(own.get(0)), picture.series().get(0).points().get(0).value());
  }

  static XYChart draw(LinePicture picture) {
    return new LineRenderer(picture).draw();
  }

  private XYChart draw() {
    int most = picture.series().stream().mapToInt(line -> line.points().size()).max().orElse(0);
    chart.getStyler().setMarkerSize(most > 70 ? 5 : most > 15 ? 7 : 9);
    x.applyToX(chart.getStyler());
    y.applyToY(chart.getStyler());
    chart.setXAxisTitle(x.title());
    chart.setYAxisTitle(y.title());

    // The legend has the order of the series, and so has the painting: the first entries would lie
    // behind. So the measured lines enter the legend by a point and are drawn after the references.
    picture.series().forEach(line -> add(line, line.points().subList(0, 1), true));
    picture.references().forEach(line -> add(line, line.points(), true));
    for (int i = 0; i < picture.marks().size(); i++) {
      add(picture.marks().get(i), i);
    }
    picture.series().forEach(this::addBars);
    picture.series().forEach(line -> add(line, line.points(), false));
    if (picture.labels() == Labels.NAMES) {
      PointNames.of(picture, x).ifPresent(chart::addAnnotation);
    } else if (picture.labels() == Labels.EXTREMES) {
      addExtremes();
    }
    return chart;
  }

  private int height() {
    Stream<String> lines =
        Stream.concat(picture.series().stream(), picture.references().stream()).map(Series::name);
    long legend =
        Stream.concat(lines, picture.marks().stream().map(Mark::name))
            .distinct()
            .mapToLong(name -> broken(name).lines().count())
            .sum();
    return Style.HEIGHT + Style.LEGEND_LINE * (int) Math.max(0, legend - Style.LEGEND_LINES);
  }

  private static List<Double> places(List<Series> series) {
    return series.stream().flatMap(line -> line.points().stream()).map(Point::x).toList();
  }

  private Stream<Series> all() {
    return Stream.concat(picture.series().stream(), picture.references().stream());
  }

  /** Everything that the vertical axis has in sight. */
  private List<Double> values() {
    List<Double> values = new ArrayList<>();
    all().forEach(line -> line.points().forEach(point -> values.add(point.value())));
    picture.marks().stream().filter(m -> !m.vertical()).forEach(mark -> values.add(mark.at()));
    Range bare = Range.of(values);
    boolean cut = bare.low() > 0;
    all()
        .flatMap(line -> line.points().stream())
        .filter(point -> point.y().hasInterval())
        .forEach(
            point -> {
              values.add(cut ? Math.max(point.y().low(), bare.low() / REACH) : point.y().low());
              values.add(cut ? Math.min(point.y().high(), bare.high() * REACH) : point.y().high());
            });
    return values;
  }

  /** How far right of its places a measured line is drawn, as a fraction of the axis. */
  private double shift(Series line) {
    int index = picture.series().indexOf(line);
    return picture.apart() && index >= 0
        ? APART * (index - (picture.series().size() - 1) / 2.0)
        : 0;
  }

  private void add(Series line, List<Point> points, boolean legend) {
    double[] at = points.stream().mapToDouble(p -> x.nudged(p.x(), shift(line))).toArray();
    double[] values = points.stream().mapToDouble(Point::value).toArray();
    add(line.name(), legend, LineStyle.of(line.pen()), line.pen().joined(), at, values);
  }

  private void add(Mark mark, int index) {
    double[] at = {mark.at(), mark.at()};
    Range values = y.shown();
    if (mark.vertical()) {
      double[] ends = {values.low(), values.high()};
      double place = x.place(mark.at());
      add(mark.name(), true, LineStyle.of(Pen.Tone.MARK), true, new double[] {place, place}, ends);
      // every other label lower, so that neighbours do not run into each other
      double height = values.high() - index % 2 * LOWER * (values.high() - values.low());
      if (!mark.label().isEmpty()) {
        addLabel(mark.label(), place, height, Style.INK, false, false);
      }
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
    Range bounds = y.shown().low() > 0 ? y.shown().widened(OUT_OF_SIGHT) : null;
    for (Point point : line.points()) {
      if (point.y().hasInterval() && point.y().high() > point.y().low()) {
        double low = bounds == null ? point.y().low() : Math.max(point.y().low(), bounds.low());
        double high = bounds == null ? point.y().high() : Math.min(point.y().high(), bounds.high());
        double left = x.nudged(point.x(), shift(line) - HALF_CAP);
        double middle = x.nudged(point.x(), shift(line));
        double right = x.nudged(point.x(), shift(line) + HALF_CAP);
        at.addAll(List.of(left, right, middle, middle, left, right, right));
        ends.addAll(List.of(low, low, low, high, high, high, Double.NaN)); // NaN lifts the pen
      }
    }
    if (!at.isEmpty()) {
      add(
          line.name(),
          false,
          LineStyle.of(line.pen()).bar(),
          true,
          at.stream().mapToDouble(Double::doubleValue).toArray(),
          ends.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /** A point and the line that it is of. */
  private record Candidate(Series line, Point point) {}

  /**
   * Writes the highest value above and the lowest below, at each place: those between would lie on
   * lines. Where there is no room for all, the rightmost, the largest run, comes first.
   */
  private void addExtremes() {
    TreeMap<Double, List<Candidate>> columns = new TreeMap<>();
    for (Series line : picture.series()) {
      for (Point point : line.points()) {
        columns
            .computeIfAbsent(point.x(), any -> new ArrayList<>())
            .add(new Candidate(line, point));
      }
    }
    double free = Double.POSITIVE_INFINITY;
    for (List<Candidate> column : columns.descendingMap().values()) {
      column.sort(Comparator.comparing(candidate -> candidate.point().value()));
      double place = x.fraction(column.get(0).point().x()) * Style.PLOT_WIDTH;
      if (place <= free) {
        addValue(column.get(column.size() - 1), true);
        if (column.size() > 1) {
          addValue(column.get(0), false);
        }
        free = place - LABEL_WIDTH;
      }
    }
  }

  private void addValue(Candidate candidate, boolean above) {
    Point point = candidate.point();
    Series line = candidate.line();
    addLabel(
        Numbers.digits(point.value(), 2) + picture.y().unit(),
        x.nudged(point.x(), shift(line)),
        point.value(),
        LineStyle.of(line.pen()).color(),
        above,
        above == line.rises(point));
  }

  /** Diagonally beside its point, where neither its line nor its error bar runs. */
  private void addLabel(
      String text, double at, double value, Color color, boolean above, boolean left) {
    chart.addAnnotation(
        new TextAnnotation(
            at,
            value,
            (g, places) -> {
              Rectangle2D box = TextAnnotation.bounds(g, text, Style.VALUE);
              Rectangle2D frame = places.frame();
              double start = places.xOf(at) + (left ? -GAP - box.getWidth() : GAP);
              start = Math.min(start, frame.getMaxX() - box.getWidth());
              start = Math.max(start, frame.getMinX() + 2);
              double baseline = places.yOf(value) + (above ? -GAP : GAP + box.getHeight());
              TextAnnotation.draw(g, text, Style.VALUE, color, start, baseline, true);
            }));
  }

  /** In lines; the end of a long name is left out, for XChart takes minutes over thousands. */
  private static String broken(String name) {
    if (name.length() <= NAME_WIDTH) {
      return name;
    }
    if (name.length() > MOST_LETTERS) {
      return broken(name.substring(0, MOST_LETTERS - 1) + "…");
    }
    int comma = name.lastIndexOf(", ", NAME_WIDTH);
    int end = comma < 0 ? name.lastIndexOf(" (", NAME_WIDTH) : comma + 1;
    return end < 0 ? name : name.substring(0, end) + "\n" + broken(name.substring(end + 1));
  }
}
