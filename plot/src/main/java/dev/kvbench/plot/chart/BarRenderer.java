package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.results.stats.Estimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws named values one below the other, each with its name above it, where no bar can run into
 * it, and with its interval.
 */
final class BarRenderer {
  private static final int BAR = 13;
  private static final int ROW = 40;
  private static final int FRAME = 130;

  /** Between a bar's middle and its name. */
  private static final int LIFT = 11;

  private static final int BETWEEN = 12;

  /** An interval may reach so many times beyond its value; what lies beyond is cut off. */
  private static final double REACH = 3;

  /** Room beside bars and points. */
  private static final double BESIDE = 1.15;

  private static final Font BOLD = Style.VALUE.deriveFont(Font.BOLD);

  private final BarPicture picture;
  private final XYChart chart;

  private BarRenderer(BarPicture picture) {
    this.picture = picture;
    Title title = Title.of(picture.heading());
    this.chart = new XYChart(Style.WIDTH, title.height() + FRAME + ROW * picture.bars().size());
    Style.applyTo(chart.getStyler());
    title.applyTo(chart);
  }

  static XYChart draw(BarPicture picture) {
    return new BarRenderer(picture).draw();
  }

  private XYChart draw() {
    List<Bar> bars = picture.bars();
    axes(bars);
    chart.setXAxisTitle(picture.axis().title());
    for (int i = 0; i < bars.size(); i++) {
      add(bars.get(i), bars.size() - i);
    }
    return chart;
  }

  private void axes(List<Bar> bars) {
    AxesChartStyler styler = chart.getStyler();
    List<Double> values = new ArrayList<>();
    for (Bar bar : bars) {
      double value = bar.value().value();
      values.add(value);
      values.add(bar.value().hasInterval() ? Math.min(bar.value().high(), REACH * value) : value);
      bar.predicted().ifPresent(values::add);
    }
    AxisScale.of(picture.axis(), Range.of(values).widened(BESIDE)).applyToX(styler);
    styler.setYAxisMin(0.3);
    styler.setYAxisMax(bars.size() + 0.8);
    styler.setYAxisTicksVisible(false);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setPlotGridVerticalLinesVisible(true);
    styler.setPlotContentSize(1);
    styler.setLegendVisible(false);
  }

  private void add(Bar bar, double place) {
    Estimate value = bar.value();
    Color fill = LineStyle.fill(bar.arm(), bar.approximate());
    if (picture.axis().log()) {
      bar.predicted()
          .ifPresent(
              predicted -> point("predicted", predicted, place, Pen.reference(bar.arm(), 0)));
      point("measured", value.value(), place, Pen.of(bar.arm(), 0));
    } else {
      line("bar", new double[] {0, value.value()}, place, fill, BAR);
    }
    if (value.hasInterval()) {
      line("interval", new double[] {value.low(), value.high()}, place, Style.INK, 2);
    }
    chart.addAnnotation(
        new TextAnnotation(
            (g, places) -> {
              double left = places.frame().getMinX() + 4;
              double baseline = places.yOf(place) - LIFT;
              Color ink = Style.INK;
              left = TextAnnotation.draw(g, bar.name(), Style.VALUE, ink, left, baseline, false);
              TextAnnotation.draw(g, bar.label(), BOLD, ink, left + BETWEEN, baseline, false);
            }));
  }

  private void point(String kind, double value, double place, Pen pen) {
    XYSeries series =
        chart.addSeries(kind + " " + place, new double[] {value}, new double[] {place});
    LineStyle.of(pen).applyTo(series, false);
  }

  private void line(String kind, double[] x, double place, Color color, float width) {
    XYSeries series = chart.addSeries(kind + " " + place, x, new double[] {place, place});
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    series.setMarker(SeriesMarkers.NONE);
  }
}
