package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.GridPicture;
import dev.kvbench.plot.picture.GridPicture.Border;
import dev.kvbench.plot.picture.GridPicture.Cell;
import dev.kvbench.results.io.Numbers;
import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a map of ratios, and lines where they pass 1. XChart's own heat maps count colours evenly
 * and have no borders.
 */
final class GridRenderer {
  private static final int CELL_HEIGHT = 58;

  /** What is above and below the cells, but the heading and the legend. */
  private static final int FRAME = 76;

  /** Of a cell at each of its edges: white. XChart finds no ticks where cells touch. */
  private static final double GAP = 0.004;

  private static final BasicStroke BORDER =
      new BasicStroke(5, BasicStroke.CAP_SQUARE, BasicStroke.JOIN_ROUND);

  private final GridPicture grid;
  private final List<Border> borders;
  private final XYChart chart;

  private GridRenderer(GridPicture grid) {
    this.grid = grid;
    this.borders = grid.borders();
    Title title = Title.of(grid.heading());
    int legend = borders.isEmpty() ? 0 : Style.LEGEND_LINE;
    int height = title.height() + FRAME + legend + cellsHeight();
    this.chart = new XYChart(Style.WIDTH, height);
    Style.applyTo(chart.getStyler());
    title.applyTo(chart);
  }

  static XYChart draw(GridPicture grid) {
    return new GridRenderer(grid).draw();
  }

  private XYChart draw() {
    axes();
    RatioColors colors = RatioColors.over(grid.cells().stream().map(Cell::ratio).toList());
    grid.cells().forEach(cell -> add(cell, colors));
    addBorders();
    return chart;
  }

  /** At least the length of the axis title, which XChart would else make room for elsewhere. */
  private int cellsHeight() {
    return CELL_HEIGHT * Math.max(2, grid.rows().size());
  }

  private void axes() {
    AxesChartStyler styler = chart.getStyler();
    styler.setPlotGridLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setXAxisMin(-0.5);
    styler.setXAxisMax(grid.columns().size() - 0.5);
    styler.setYAxisMin(-0.5);
    styler.setYAxisMax(grid.rows().size() - 0.5);
    // no more than the plot is high, or XChart misplaces labels; it widens it till labels differ
    styler.setXAxisTickMarkSpacingHint(CELL_HEIGHT);
    styler.setYAxisTickMarkSpacingHint(CELL_HEIGHT);
    styler.setXAxisTickLabelsFormattingFunction(labels(grid.columns()));
    styler.setYAxisTickLabelsFormattingFunction(labels(grid.rows()));
    // XChart puts a single label into the cell
    boolean single = grid.columns().size() == 1;
    styler.setXAxisTicksVisible(!single);
    chart.setXAxisTitle(
        grid.columnTitle() + (single ? ": " + Numbers.count(grid.columns().get(0)) : ""));
    chart.setYAxisTitle(grid.rowTitle());
  }

  private static Function<Double, String> labels(List<Integer> sizes) {
    return place -> {
      boolean whole = place == Math.rint(place) && 0 <= place && place < sizes.size();
      // XChart leaves an axis bare whose two ends have the same label
      return whole ? Numbers.count(sizes.get(place.intValue())) : place < 0 ? " " : "";
    };
  }

  private void add(Cell cell, RatioColors colors) {
    double left = cell.column() - 0.5 + GAP;
    double right = cell.column() + 0.5 - GAP;
    double bottom = cell.row() - 0.5 + 4 * GAP;
    double top = cell.row() + 0.5 - 4 * GAP;
    // the point in the middle of an edge is for the axis: XChart looks for ticks at the points
    XYSeries series =
        chart.addSeries(
            "cell " + cell.column() + " " + cell.row(),
            new double[] {left, cell.column(), right, right, left},
            new double[] {bottom, bottom, bottom, top, top});
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(colors.fill(cell.ratio()));
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
    String text = Numbers.digits(cell.ratio(), 2) + "×" + (cell.isUnsure() ? " ?" : "");
    chart.addAnnotation(
        new TextAnnotation(
            (g, places) -> {
              Rectangle2D box = TextAnnotation.bounds(g, text, Style.TEXT);
              double at = places.xOf(cell.column()) - box.getCenterX();
              double baseline = places.yOf(cell.row()) - box.getCenterY();
              TextAnnotation.draw(
                  g, text, Style.TEXT, colors.ink(cell.ratio()), at, baseline, false);
            }));
  }

  private void addBorders() {
    if (borders.isEmpty()) {
      return;
    }
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Border border : borders) {
      x.addAll(List.of(border.fromX(), border.toX(), border.toX()));
      y.addAll(List.of(border.fromY(), border.toY(), Double.NaN)); // NaN lifts the pen
    }
    XYSeries series = chart.addSeries("measured crossover", x, y);
    series.setLineColor(Style.INK);
    series.setLineStyle(BORDER);
    series.setMarker(SeriesMarkers.NONE);
  }
}
