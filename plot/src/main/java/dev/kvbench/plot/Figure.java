package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * Draws lines over steps or positions: the measured ones, and behind them those that they are read
 * against.
 */
final class Figure {
  /** Longer names are broken in two; XChart would cut them off. */
  private static final int NAME_WIDTH = 50;

  private static final int MOST_LETTERS = 200;

  private final XYChart chart;
  private final List<Line> measured;
  private final List<Line> references;

  /** Between lines that are drawn apart, as a fraction of the axis: a marker's width. */
  private static final double APART = 9 / Style.PLOT_WIDTH;

  private final StepsAxis steps;
  private final ValueAxis values;
  private String stepsTitle = "steps (new tokens generated)";
  private boolean apart;

  Figure(List<Line> measured, List<Line> references, boolean logSteps, ValueAxis values) {
    this.measured = measured;
    this.references = references;
    this.values = values;
    List<Double> own = stepsOf(measured);
    List<Double> all = new ArrayList<>(own);
    all.addAll(stepsOf(references));
    this.steps = StepsAxis.of(logSteps, own, Range.of(all));
    this.chart = new XYChart(Style.WIDTH, height());
  }

  /** Names what the horizontal axis counts, if it is not steps. */
  Figure over(String title) {
    stepsTitle = title;
    return this;
  }

  /**
   * Draws the measured lines beside each other, a little to the left and right of their steps:
   * where many have points at the same steps, their error bars would lie over each other.
   */
  Figure apart() {
    apart = true;
    return this;
  }

  XYChart draw(Heading heading) {
    Style.applyTo(chart.getStyler());
    steps.applyTo(chart.getStyler());
    List<Line> all = new ArrayList<>(measured);
    all.addAll(references);
    values.applyTo(chart.getStyler(), all);
    chart.setXAxisTitle(stepsTitle);
    chart.setYAxisTitle(values.title());
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);

    // The legend has the order of the series, and so has the painting: the first entries would lie
    // behind. So the measured lines enter the legend by a point and are drawn after the references.
    measured.forEach(line -> add(line.name(), line, line.points().subList(0, 1), shift(line)));
    references.forEach(line -> add(line.name(), line, line.points(), 0));
    values.limit().ifPresent(this::addLimit);
    for (Line line : measured) {
      addBars(line);
      add("line " + line.name(), line, line.points(), shift(line)).setShowInLegend(false);
    }
    ValueLabels.of(measured, steps, values, this::shift).forEach(chart::addAnnotation);
    return chart;
  }

  private int height() {
    long lines =
        Stream.concat(measured.stream(), references.stream())
            .mapToLong(line -> broken(line.name()).lines().count())
            .sum();
    lines += values.limit().isPresent() ? 1 : 0;
    return Style.HEIGHT + Style.LEGEND_LINE * (int) Math.max(0, lines - Style.LEGEND_LINES);
  }

  private void addLimit(ValueAxis.Limit limit) {
    double[] ends = {steps.left(), steps.right()};
    add(limit.name(), Pen.limit(), ends, new double[] {limit.value(), limit.value()});
  }

  /** How far right of its steps a measured line is drawn, as a fraction of the axis. */
  private double shift(Line line) {
    return apart ? APART * (measured.indexOf(line) - (measured.size() - 1) / 2.0) : 0;
  }

  private XYSeries add(String key, Line line, List<Point> points, double shift) {
    double[] x = points.stream().mapToDouble(point -> steps.nudged(point.steps(), shift)).toArray();
    double[] y = points.stream().mapToDouble(Point::value).toArray();
    return add(key, line.pen(), x, y);
  }

  private XYSeries add(String key, Pen pen, double[] x, double[] y) {
    XYSeries series = chart.addSeries(key, x, y);
    series.setLineColor(pen.color());
    series.setLineStyle(pen.stroke());
    series.setMarker(pen.marker());
    series.setMarkerColor(pen.color());
    series.setLabel(broken(key));
    return series;
  }

  private void addBars(Line line) {
    ErrorBars bars = ErrorBars.of(line, steps, shift(line), Axes.values(measured));
    if (!bars.isEmpty()) {
      add("bars " + line.name(), line.pen().bar(), bars.x(), bars.y()).setShowInLegend(false);
    }
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

  private static List<Double> stepsOf(List<Line> lines) {
    return lines.stream().flatMap(line -> line.points().stream()).map(Point::steps).toList();
  }
}
