package dev.kvbench.plot.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Sizes, fonts and greys of every chart, in pixels as a README shows them. */
final class Style {
  /** Narrow, so that letters can be read where a telephone shrinks a chart to its own width. */
  static final int WIDTH = 640;

  /** From the first point to the last; near enough to keep neighbouring labels apart. */
  static final double PLOT_WIDTH = 440;

  /** The height with a legend of {@link #LEGEND_LINES}; longer legends make a chart higher. */
  static final int HEIGHT = 520;

  static final int LEGEND_LINES = 5;

  /** The part of that height which is a heading of three lines; longer ones make it higher. */
  static final int TITLE_HEIGHT = 72;

  /** A bitmap has this many pixels for one of the above, for dense screens. */
  static final int DENSITY = 2;

  static final int PADDING = 14;
  static final int LEGEND_LINE = 19;

  static final Font TITLE = font(Font.BOLD, 19);
  static final Font TEXT = font(Font.PLAIN, 14);
  static final Font VALUE = font(Font.PLAIN, 13);

  static final Color INK = new Color(0x202020);
  static final Color FAINT_INK = new Color(0x505050);

  private static final Color GRID = new Color(0xE8E8E8);
  private static final Color AXIS = new Color(0x808080);

  private Style() {}

  static void applyTo(AxesChartStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setChartPadding(PADDING);
    // see-through: it is painted over the inner half of the axis lines
    styler.setPlotBackgroundColor(new Color(255, 255, 255, 0));
    styler.setPlotBorderVisible(false);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(1);
    styler.setMarkerSize(9);

    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Vertical);
    styler.setLegendFont(TEXT);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendPadding(6);
    styler.setLegendSeriesLineLength(44);

    styler.setAxisTitleFont(TEXT);
    styler.setAxisTitlePadding(8);
    styler.setAxisTickLabelsFont(TEXT);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(AXIS);
    styler.setAxisTickPadding(5);
    styler.setAxisTickMarkLength(4);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
  }

  /** The size of a text, its baseline at 0, wherever it is drawn. */
  static Rectangle2D bounds(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true));
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
