package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;

/** How well each policy predicts the text, by the position in it. */
final class QualityNllChart {
  static final String EDGE = "the window is full";
  static final String TITLE = "How well text is predicted, by position";
  private static final double ROOM = 0.06;

  private QualityNllChart() {}

  static XYChart draw(Quality quality, String text, ChartContext context) {
    QualityLines drawn = QualityLines.of(quality);
    List<Line> lines = drawn.lines();
    if (lines.isEmpty()) {
      throw new InputException(
          "nothing to draw: no likelihood in this quality run is a number; run it again");
    }
    int higher = Style.LEGEND_LINE * Math.max(0, lines.size() + 1 - Style.LEGEND_LINES);
    XYChart chart = new XYChart(Style.WIDTH, Style.HEIGHT + higher);
    Style.applyTo(chart.getStyler());
    Range values = roomy(Axes.values(lines));
    axes(chart.getStyler(), values, quality.setting());
    chart.setXAxisTitle("position (characters read before the one that is predicted)");
    chart.setYAxisTitle("NLL, nats" + (values.low() > 0 ? " (the axis does not begin at 0)" : ""));
    Heading heading = new Heading(TITLE, subtitle(drawn, quality.setting(), text, context));
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);

    for (Line line : lines) {
      double[] x = line.points().stream().mapToDouble(Point::steps).toArray();
      double[] y = line.points().stream().mapToDouble(Point::value).toArray();
      add(chart, line.name(), line.pen(), x, y);
    }
    double edge = quality.setting().blockSize() + 0.5;
    add(chart, EDGE, Pen.mark(), new double[] {edge, edge}, values.low(), values.high());
    return chart;
  }

  private static List<String> subtitle(
      QualityLines drawn, QualitySetting setting, String text, ChartContext context) {
    return List.of(
        context.inWords(),
        "NLL: negative log-likelihood of the next character; means over "
            + setting.sequences()
            + " stretches of "
            + text
            + " and "
            + drawn.bin()
            + " neighbouring positions; policies in "
            + drawn.dtype()
            + "; those that share a line are within "
            + QualityLines.SAME
            + " nats of each other at every point");
  }

  private static void axes(AxesChartStyler styler, Range values, QualitySetting setting) {
    styler.setMarkerSize(7);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax((double) setting.positions());
    styler.setXAxisTickLabelsFormattingFunction(Numbers::count);
    styler.setYAxisMin(values.low());
    styler.setYAxisMax(values.high());
    styler.setYAxisTickLabelsFormattingFunction(Numbers::tick);
  }

  private static Range roomy(Range bare) {
    double room = Math.max(ROOM * (bare.high() - bare.low()), QualityLines.SAME);
    return new Range(Math.max(0, bare.low() - room), bare.high() + room);
  }

  private static void add(XYChart chart, String name, Pen pen, double[] x, double... y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(pen.color());
    series.setLineStyle(pen.stroke());
    series.setMarker(pen.marker());
    series.setMarkerColor(pen.color());
  }
}
