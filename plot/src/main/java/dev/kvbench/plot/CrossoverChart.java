package dev.kvbench.plot;

import dev.kvbench.plot.CrossoverGrid.Border;
import dev.kvbench.plot.CrossoverGrid.Cell;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * From which model on a cache pays: a cell for each block size and embed size, and lines where the
 * faster arm changes. XChart's own heat maps count colours evenly and have no borders.
 */
final class CrossoverChart {
  static final String MEASURED = "measured crossover";
  static final String PREDICTED = "predicted crossover";

  private static final int CELL_HEIGHT = 58;

  /** All cells of a row together, near enough for the axis to find its ticks. */
  private static final int CELLS_WIDTH = 810;

  /** What is above and below the cells, but the heading and the legend. */
  private static final int FRAME = 76;

  /** White at each edge of a cell, in pixels. */
  private static final int GAP = 1;

  /** Dashes over a white line over a wider solid one: all can be told apart on one border. */
  private static final BasicStroke SOLID = stroke(5);

  private static final BasicStroke GROUND = stroke(2.4f);
  private static final BasicStroke DASHED =
      new BasicStroke(
          2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 5}, 0);

  private final CrossoverGrid grid;
  private final List<Border> measured;
  private final List<Border> predicted;
  private final XYChart chart;

  private CrossoverChart(CrossoverGrid grid, Heading heading) {
    this.grid = grid;
    this.measured = grid.crossing(Cell::ratio);
    this.predicted = grid.crossing(Cell::predictedAhead);
    int legend = (int) Stream.of(measured, predicted).filter(line -> !line.isEmpty()).count();
    int height = heading.height() + FRAME + Style.LEGEND_LINE * legend + cellsHeight();
    this.chart = new XYChart(Style.WIDTH, height);
    Style.applyTo(chart.getStyler());
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
  }

  /** Empty where no model has both arms. */
  static Optional<XYChart> draw(CrossoverGroup group, ChartContext context) {
    CrossoverGrid grid = CrossoverGrid.of(group.rows());
    if (grid.cells().isEmpty()) {
      return Optional.empty();
    }
    Heading heading = new Heading(group.title(), CrossoverWords.of(grid, group, context));
    return Optional.of(new CrossoverChart(grid, heading).draw());
  }

  private XYChart draw() {
    axes();
    Diverging colors = Diverging.over(grid.cells().stream().map(Cell::ratio).toList());
    grid.cells().forEach(cell -> add(cell, colors));
    add(MEASURED, measured, Style.INK, SOLID);
    add("ground of " + PREDICTED, predicted, Color.WHITE, GROUND);
    add(PREDICTED, predicted, Style.INK, DASHED);
    return chart;
  }

  /** At least the length of the axis title, which XChart would else make room for elsewhere. */
  private int cellsHeight() {
    return CELL_HEIGHT * Math.max(2, grid.embeds().size());
  }

  private void axes() {
    AxesChartStyler styler = chart.getStyler();
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setXAxisMin(-0.5);
    styler.setXAxisMax(grid.blocks().size() - 0.5);
    styler.setYAxisMin(-0.5);
    styler.setYAxisMax(grid.embeds().size() - 0.5);
    // no more than the plot is high, or XChart misplaces labels; it widens it till labels differ
    styler.setXAxisTickMarkSpacingHint(CELL_HEIGHT);
    styler.setYAxisTickMarkSpacingHint(CELL_HEIGHT);
    styler.setXAxisTickLabelsFormattingFunction(labels(grid.blocks()));
    styler.setYAxisTickLabelsFormattingFunction(labels(grid.embeds()));
    // XChart puts a single label into the cell
    boolean single = grid.blocks().size() == 1;
    styler.setXAxisTicksVisible(!single);
    chart.setXAxisTitle(
        "block size (longest context, in tokens)"
            + (single ? ": " + Numbers.count(grid.blocks().get(0)) : ""));
    chart.setYAxisTitle("embed size");
  }

  private static Function<Double, String> labels(List<Integer> sizes) {
    return place -> {
      boolean whole = place == Math.rint(place) && 0 <= place && place < sizes.size();
      // XChart leaves an axis bare whose two ends have the same label
      return whole ? Numbers.count(sizes.get(place.intValue())) : place < 0 ? " " : "";
    };
  }

  private void add(Cell cell, Diverging colors) {
    double insetX = (double) GAP / CELLS_WIDTH * grid.blocks().size();
    double insetY = (double) GAP / cellsHeight() * grid.embeds().size();
    double left = cell.column() - 0.5 + insetX;
    double right = cell.column() + 0.5 - insetX;
    double bottom = cell.row() - 0.5 + insetY;
    double top = cell.row() + 0.5 - insetY;
    // the point in the middle of an edge is for the axis: XChart looks for ticks at the points
    XYSeries series =
        chart.addSeries(
            "cell " + grid.blocks().get(cell.column()) + " " + grid.embeds().get(cell.row()),
            new double[] {left, cell.column(), right, right, left},
            new double[] {bottom, bottom, bottom, top, top});
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(colors.fill(cell.ratio()));
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
    chart.addAnnotation(
        new CellLabel(text(cell), cell.column(), cell.row(), colors.ink(cell.ratio())));
  }

  /** What is written into a cell. */
  static String text(Cell cell) {
    return Numbers.measured(cell.ratio()) + "×" + (cell.isUnsure() ? " ?" : "");
  }

  private void add(String name, List<Border> borders, Color color, BasicStroke stroke) {
    if (borders.isEmpty()) {
      return;
    }
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Border border : borders) {
      x.addAll(List.of(border.fromX(), border.toX(), border.toX()));
      y.addAll(List.of(border.fromY(), border.toY(), Double.NaN)); // NaN lifts the pen
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setLineStyle(stroke);
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(Stream.of(MEASURED, PREDICTED).anyMatch(name::equals));
  }

  private static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_SQUARE, BasicStroke.JOIN_ROUND);
  }
}
