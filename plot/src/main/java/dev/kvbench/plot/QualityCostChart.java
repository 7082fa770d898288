package dev.kvbench.plot;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What a token costs past the window, and how much worse it predicts the text for it. */
final class QualityCostChart {
  static final String TITLE = "What a fast token costs in quality, past the window";

  private final Quality quality;
  private final List<ArmQuality> arms;
  private final XYChart chart = new XYChart(Style.WIDTH, Style.HEIGHT);
  private final Set<String> inLegend = new HashSet<>();

  private QualityCostChart(Quality quality) {
    this.quality = quality;
    this.arms = quality.arms().stream().filter(QualityCostChart::isDrawable).toList();
  }

  static XYChart draw(Quality quality, String text, ChartContext context) {
    return new QualityCostChart(quality).draw(text, context);
  }

  private XYChart draw(String text, ChartContext context) {
    if (arms.isEmpty()) {
      throw new InputException(
          "nothing to draw: no arm of this quality run has a cost and a likelihood; run it again");
    }
    Style.applyTo(chart.getStyler());
    CostAxes axes = CostAxes.of(arms);
    axes.applyTo(chart.getStyler());
    chart.setXAxisTitle("time of a token past the window (rough: one process, not by JMH)");
    chart.setYAxisTitle("NLL above the uncached model's, nats");
    Heading heading = new Heading(TITLE, subtitle(text, context));
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
    line("level", Pen.mark(), new double[] {axes.cost().low(), axes.cost().high()}, 0, 0);
    List<PointLabels.Point> points = new ArrayList<>();
    for (ArmQuality arm : arms) {
      addBar(arm, axes);
    }
    for (ArmQuality arm : arms) {
      addPoint(arm);
      points.add(
          new PointLabels.Point(
              arm.policy(), arm.cost().microseconds(), delta(arm), pen(arm).color()));
    }
    chart.addAnnotation(new PointLabels(points));
    return chart;
  }

  private List<String> subtitle(String text, ChartContext context) {
    return List.of(
        context.inWords(),
        "NLL: negative log-likelihood of the next character, positions "
            + (quality.setting().blockSize() + 1)
            + " to "
            + quality.setting().positions()
            + "; error bars: 95 % interval over "
            + quality.setting().sequences()
            + " stretches of "
            + text
            + ", where larger than the marker");
  }

  private void addBar(ArmQuality arm, CostAxes axes) {
    Estimate delta = delta(arm);
    if (delta.hasInterval() && delta.high() > delta.low()) {
      double x = arm.cost().microseconds();
      double left = axes.nudged(x, -1);
      double right = axes.nudged(x, 1);
      double low = delta.low();
      double high = delta.high();
      line(
          "bar " + name(arm),
          pen(arm).bar(),
          new double[] {left, right, x, x, left, right},
          low,
          low,
          low,
          high,
          high,
          high);
    }
  }

  private void addPoint(ArmQuality arm) {
    XYSeries series =
        chart.addSeries(
            "point " + name(arm),
            new double[] {arm.cost().microseconds()},
            new double[] {delta(arm).value()});
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(marker(arm, quality.reference()));
    series.setMarkerColor(pen(arm).color());
    String kind = kind(arm);
    series.setLabel(kind);
    series.setShowInLegend(inLegend.add(kind)); // one of each kind
  }

  private void line(String key, Pen pen, double[] x, double... y) {
    XYSeries series = chart.addSeries(key, x, y);
    series.setLineColor(pen.color());
    series.setLineStyle(pen.stroke());
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
  }

  /** Points in the reference's number format are filled, others hollow. */
  private static Marker marker(ArmQuality arm, ArmQuality reference) {
    boolean filled = arm.dtype().equals(reference.dtype());
    if (arm.isUncached()) {
      return filled ? SeriesMarkers.SQUARE : HollowMarker.SQUARE;
    }
    return filled ? SeriesMarkers.CIRCLE : HollowMarker.CIRCLE;
  }

  private static String kind(ArmQuality arm) {
    return (arm.isUncached() ? "uncached, " : "cached, ") + arm.dtype();
  }

  /** The point of an arm. */
  static Picture.Dot dot(ArmQuality arm, ArmQuality reference) {
    Pen pen = new Pen(pen(arm).color(), marker(arm, reference), pen(arm).stroke());
    return new Picture.Dot(arm.policy(), kind(arm), pen, arm.cost().microseconds(), delta(arm));
  }

  private static Pen pen(ArmQuality arm) {
    return Pen.of(arm.isUncached() ? Arm.UNCACHED : Arm.CACHED, 0);
  }

  private String name(ArmQuality arm) {
    boolean plain = arm.dtype().equals(quality.reference().dtype());
    return arm.policy() + (plain ? "" : ", " + arm.dtype());
  }

  static Estimate delta(ArmQuality arm) {
    return arm.in(Region.PAST).deltaNll();
  }

  static boolean isDrawable(ArmQuality arm) {
    double cost = arm.cost().microseconds();
    return cost > 0 && Double.isFinite(cost) && Double.isFinite(delta(arm).value());
  }
}
