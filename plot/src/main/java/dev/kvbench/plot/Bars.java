package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Horizontal bars from 0, one below the other, each with its name above it and its interval. */
public final class Bars {
  private static final int BAR = 13;
  private static final int ROW = 40;
  private static final int FRAME = 130;

  /** Approximate bars are paler than exact ones. */
  private static final Map<Arm, Color> PALE =
      Map.of(Arm.CACHED, new Color(0xE9A9A9), Arm.UNCACHED, new Color(0xA9C4E2));

  /**
   * A bar.
   *
   * @param name what it stands for
   * @param label its value with a unit
   * @param exact whether the answer is the uncached model's
   */
  public record Bar(String name, String label, Estimate value, Arm arm, boolean exact) {
    Color fill() {
      return Bars.fill(arm, exact);
    }
  }

  private Bars() {}

  /** The colour of an arm; paler where its answer is not the uncached model's. */
  static Color fill(Arm arm, boolean exact) {
    return exact ? Pen.of(arm, 0).color() : PALE.get(arm);
  }

  /** The bars from top to bottom; at least one. */
  static XYChart draw(Heading heading, List<Bar> bars, String axis) {
    XYChart chart = new XYChart(Style.WIDTH, heading.height() + FRAME + ROW * bars.size());
    Style.applyTo(chart.getStyler());
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
    axes(chart, bars);
    chart.setXAxisTitle(axis);
    for (int i = 0; i < bars.size(); i++) {
      add(chart, bars.get(i), bars.size() - i);
    }
    return chart;
  }

  private static void axes(XYChart chart, List<Bar> bars) {
    AxesChartStyler styler = chart.getStyler();
    double longest =
        bars.stream()
            .map(Bar::value)
            .mapToDouble(v -> Math.max(1.15 * v.value(), v.hasInterval() ? 1.02 * v.high() : 0))
            .max()
            .orElseThrow();
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(longest);
    styler.setYAxisMin(0.3);
    styler.setYAxisMax(bars.size() + 0.8);
    styler.setYAxisTicksVisible(false);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setPlotGridVerticalLinesVisible(true);
    styler.setPlotContentSize(1);
    styler.setLegendVisible(false);
  }

  private static void add(XYChart chart, Bar bar, double place) {
    Estimate value = bar.value();
    line(chart, "bar " + place, new double[] {0, value.value()}, place, bar.fill(), BAR);
    if (value.hasInterval()) {
      double[] ends = {value.low(), value.high()};
      line(chart, "interval " + place, ends, place, Style.INK, 2);
    }
    chart.addAnnotation(new BarLabel(bar.name(), bar.label(), place));
  }

  private static void line(
      XYChart chart, String key, double[] x, double place, Color color, float width) {
    XYSeries series = chart.addSeries(key, x, new double[] {place, place});
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    series.setMarker(SeriesMarkers.NONE);
  }
}
