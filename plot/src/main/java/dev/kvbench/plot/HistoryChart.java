package dev.kvbench.plot;

import dev.kvbench.results.history.ChangePoint;
import dev.kvbench.results.history.HistorySeries;
import dev.kvbench.results.history.HistorySeries.Point;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.history.Segmentation.Segment;
import dev.kvbench.results.jmh.Arm;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;

/** A row over the runs of a history: a point for each run, the levels, and where they change. */
final class HistoryChart {
  static final String LEVEL = "median of the runs between changes";
  static final String CHANGE = "change point";
  static final String RUN = "run";

  /** From here on markers of the usual size run into each other. */
  private static final int MANY = 70;

  private static final double LOWER = 0.06;

  private final RowHistory row;
  private final List<Point> runs;
  private final HistoryAxes axes;
  private final XYChart chart;

  private HistoryChart(RowHistory row) {
    this.row = row;
    this.runs = row.series().points();
    this.axes = new HistoryAxes(runs);
    this.chart = new XYChart(Style.WIDTH, Style.HEIGHT);
  }

  static XYChart draw(RowHistory row) {
    return new HistoryChart(row).draw();
  }

  private XYChart draw() {
    Style.applyTo(chart.getStyler());
    chart.getStyler().setMarkerSize(runs.size() > MANY ? 5 : 9);
    axes.applyTo(chart.getStyler());
    chart.setXAxisTitle("runs in the history's order, with commit (+: uncommitted changes)");
    chart.setYAxisTitle(
        row.series().unit() + (axes.values().low() > 0 ? " (the axis does not begin at 0)" : ""));
    Heading heading = new Heading(row.name(), subtitle());
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
    addLevels();
    addChanges();
    addRuns();
    return chart;
  }

  private List<String> subtitle() {
    HistorySeries series = row.series();
    return List.of(
        series.machine().words(),
        series.key().substring(series.key().indexOf(' ') + 1), // the title has what is before it
        runs.size()
            + (runs.size() == 1 ? " run, " : " runs, ")
            + dates()
            + "; "
            + Subtitle.barsOf(runs.stream().map(Point::estimate).toList()));
  }

  /** Days in UTC, as the names of run directories have them. */
  private String dates() {
    LocalDate first = day(runs.get(0).run().started());
    LocalDate last = day(runs.get(runs.size() - 1).run().started());
    return first.equals(last) ? first.toString() : first + " to " + last;
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private void addLevels() {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Segment segment : row.segmentation().segments()) {
      double level = segment.median();
      x.addAll(List.of(segment.from() + 0.5, segment.to() + 0.5, segment.to() + 0.5));
      y.addAll(List.of(level, level, Double.NaN)); // NaN lifts the pen
    }
    add(LEVEL, Pen.level(), x, y);
  }

  private void addChanges() {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    Range values = axes.values();
    for (ChangePoint change : row.segmentation().changePoints()) {
      double place = change.index() + 0.5;
      // every other label lower, so that neighbours do not run into each other
      double height = values.high() - (x.size() / 3 % 2) * LOWER * (values.high() - values.low());
      chart.addAnnotation(new ValueLabel(text(change), place, height, Style.INK, false, false));
      x.addAll(List.of(place, place, place));
      y.addAll(List.of(values.low(), values.high(), Double.NaN));
    }
    if (!x.isEmpty()) {
      add(CHANGE, Pen.mark(), x, y);
    }
  }

  /** By how much, and the first run's commit. */
  private String text(ChangePoint change) {
    String commit = runs.get(change.index()).run().shortCommit();
    return String.format(Locale.ROOT, "×%.2f at %s", change.ratio(), commit);
  }

  private void addRuns() {
    Line line = new Line(RUN, pen(), points());
    StepsAxis places =
        StepsAxis.of(
            false, List.of(1.0), new Range(0, runs.size())); // as they are: run i lies at i
    ErrorBars bars = ErrorBars.of(line, places, 0, axes.values());
    if (!bars.isEmpty()) {
      XYSeries series = chart.addSeries("bars", bars.x(), bars.y());
      style(series, line.pen().bar());
      series.setShowInLegend(false);
    }
    List<Double> x = line.points().stream().map(Line.Point::steps).toList();
    List<Double> y = line.points().stream().map(Line.Point::value).toList();
    add(RUN, line.pen(), x, y).setLineStyle(SeriesLines.NONE);
  }

  private List<Line.Point> points() {
    return IntStream.range(0, runs.size())
        .mapToObj(i -> new Line.Point(i + 1.0, runs.get(i).estimate()))
        .toList();
  }

  private Pen pen() {
    return Arm.ofMethod(row.series().method()).map(arm -> Pen.of(arm, 0)).orElse(Pen.armless(0));
  }

  private XYSeries add(String name, Pen pen, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    style(series, pen);
    return series;
  }

  private static void style(XYSeries series, Pen pen) {
    series.setLineColor(pen.color());
    series.setLineStyle(pen.stroke());
    series.setMarker(pen.marker());
    series.setMarkerColor(pen.color());
  }
}
