package dev.kvbench.plot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** How the loss of a training falls. */
public final class LossChart {
  static {
    // a chart is a file: no display is asked for, and none need be there
    System.setProperty("java.awt.headless", "true");
  }

  private static final String NAME = "loss";

  private LossChart() {}

  /**
   * One evaluation.
   *
   * @param step steps taken before it
   * @param training loss of the batches before it, in nats a token
   * @param heldOut loss of text that is not learnt from
   */
  public record Point(int step, double training, double heldOut) {}

  /**
   * Draws {@code loss.png} and {@code loss.svg}.
   *
   * @param points by rising step, at least one
   * @param words model and text, for the line below the title
   * @param directory where the files go; it is made where it does not exist
   * @return the files written
   * @throws dev.kvbench.results.io.InputException if the directory cannot be written
   */
  public static List<Path> draw(List<Point> points, String words, Path directory) {
    return ChartFiles.write(Map.of(NAME, chart(points, words)), directory);
  }

  static XYChart chart(List<Point> points, String words) {
    XYChart chart = new XYChart(Style.WIDTH, Style.HEIGHT);
    Style.applyTo(chart.getStyler());
    Point last = points.get(points.size() - 1);
    String title =
        String.format("Loss of the training: %s held out at the end", number(last.heldOut));
    Heading heading = new Heading(title, List.of(words, "the vertical axis does not begin at 0"));
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
    chart.getStyler().setXAxisMin(0.0);
    chart.setXAxisTitle("steps");
    chart.getStyler().setXAxisTickLabelsFormattingFunction(Numbers::count);
    chart.setYAxisTitle("cross-entropy, nats a token");
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::tick);
    add(chart, "training, mean since the point before", points, Point::training, Pen.armless(0));
    add(chart, "held-out text", points, Point::heldOut, Pen.armless(1));
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<Point> points, ToDoubleFunction<Point> loss, Pen pen) {
    double[] x = points.stream().mapToDouble(Point::step).toArray();
    double[] y = points.stream().mapToDouble(loss).toArray();
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(pen.color());
    series.setLineStyle(pen.stroke());
    series.setMarker(pen.marker());
    series.setMarkerColor(pen.color());
  }

  private static String number(double loss) {
    return String.format(java.util.Locale.ROOT, "%.3f", loss);
  }
}
