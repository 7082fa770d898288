package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.results.stats.Estimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws named values one below the other, each with its name above it, where no bar can run into
 * it, and with its interval; above those of a group what they share.
 */
final class BarRenderer {
  private static final int BAR = 13;

  /** Of a bar and its name. */
  private static final int ROW = 40;

  /** Of a further line of names. */
  private static final int LINE = 17;

  private static final int FRAME = 110;

  /** Between a bar's middle and its name. */
  private static final int LIFT = 11;

  private static final int BETWEEN = 8;

  /** An interval may reach so many times beyond its value; what lies beyond is cut off. */
  private static final double REACH = 3;

  /** Room beside bars and points. */
  private static final double BESIDE = 1.15;

  private static final Font BOLD = Style.VALUE.deriveFont(Font.BOLD);

  private final BarPicture picture;
  private final XYChart chart;

  /** What all bars take, in rows. */
  private final double height;

  private BarRenderer(BarPicture picture) {
    this.picture = picture;
    Title title = Title.of(picture.heading());
    double rows = 0;
    String group = "";
    for (Bar bar : picture.bars()) {
      rows += rows(bar, group);
      group = bar.group();
    }
    this.height = rows;
    this.chart = new XYChart(Style.WIDTH, title.height() + FRAME + (int) (ROW * (rows + 0.5)));
    Style.applyTo(chart.getStyler());
    title.applyTo(chart);
  }

  static XYChart draw(BarPicture picture) {
    return new BarRenderer(picture).draw();
  }

  private XYChart draw() {
    axes(picture.bars());
    String group = "";
    double place = height + 1;
    for (Bar bar : picture.bars()) {
      place -= rows(bar, group);
      add(bar, place, !bar.group().equals(group));
      group = bar.group();
    }
    return chart;
  }

  /** How many rows a bar takes below one of a group. */
  private double rows(Bar bar, String group) {
    double lines = names(bar).size() - 1 + (bar.group().equals(group) ? 0 : 1.2);
    return 1 + lines * LINE / ROW;
  }

  private List<String> names(Bar bar) {
    double words = Style.bounds(words(bar), BOLD).getWidth() + BETWEEN;
    return Title.wrapped(bar.name(), Style.VALUE, Style.WIDTH - 3 * Style.PADDING - words);
  }

  /** What stands behind a bar's name: its value and what it is compared with. */
  private String words(Bar bar) {
    String unit = picture.axis().unit();
    StringBuilder words = new StringBuilder(AxisScale.written(bar.value().value()) + unit);
    bar.predicted()
        .ifPresent(it -> words.append(", predicted ").append(AxisScale.written(it)).append(unit));
    bar.faster()
        .ifPresent(it -> words.append(", ").append(AxisScale.written(it)).append("× as fast"));
    return words.toString();
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
    // the unit once, beside the title: a long label at an end would be cut, and is left out
    String title = picture.axis().title() + "," + picture.axis().unit();
    chart.setXAxisTitle(title);
    AxisScale.of(Axis.of(title, "", picture.axis().log()), Range.of(values).widened(BESIDE))
        .applyToX(styler, 0);
    styler.setYAxisMin(0.5);
    styler.setYAxisMax(height + 1);
    styler.setYAxisTicksVisible(false);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setPlotGridVerticalLinesVisible(true);
    styler.setLegendVisible(false);
  }

  private void add(Bar bar, double place, boolean first) {
    Estimate value = bar.value();
    Color fill = LineStyle.fill(bar.arm(), bar.approximate());
    if (picture.axis().log()) {
      bar.predicted()
          .ifPresent(
              it -> point("predicted", it, place, LineStyle.of(Pen.reference(bar.arm(), 0))));
      point("measured", value.value(), place, LineStyle.of(Pen.of(bar.arm(), 0)).in(fill));
    } else {
      line("bar", new double[] {0, value.value()}, place, fill, BAR);
    }
    if (value.hasInterval()) {
      line("interval", new double[] {value.low(), value.high()}, place, Style.INK, 2);
    }
    chart.addAnnotation(
        new TextAnnotation(
            (g, places) -> {
              Rectangle2D frame = places.frame();
              double left = frame.getMinX() + 4;
              double y = places.yOf(place);
              if (value.hasInterval() && places.xOf(value.high()) > frame.getMaxX()) {
                TextAnnotation.arrow(g, Style.INK, frame.getMaxX(), y, 1, 0);
              }
              if (value.hasInterval() && !(places.xOf(value.low()) >= frame.getMinX())) {
                TextAnnotation.arrow(g, Style.INK, frame.getMinX(), y, -1, 0);
              }
              List<String> names = names(bar);
              double baseline = y - LIFT - LINE * (names.size() - 1);
              if (first) {
                double above = baseline - LINE;
                TextAnnotation.draw(g, bar.group(), BOLD, Style.INK, left, above, false);
              }
              double end = left;
              for (String name : names) {
                end = TextAnnotation.draw(g, name, Style.VALUE, Style.INK, left, baseline, false);
                baseline += LINE;
              }
              TextAnnotation.draw(
                  g, words(bar), BOLD, Style.INK, end + BETWEEN, baseline - LINE, false);
            }));
  }

  private void point(String kind, double value, double place, LineStyle style) {
    XYSeries series =
        chart.addSeries(kind + " " + place, new double[] {value}, new double[] {place});
    style.applyTo(series, false);
  }

  private void line(String kind, double[] x, double place, Color color, float width) {
    XYSeries series = chart.addSeries(kind + " " + place, x, new double[] {place, place});
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    series.setMarker(SeriesMarkers.NONE);
  }
}
