package dev.kvbench.plot.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Writes beside points, where no line, point or other label is; nothing where there is no room. */
final class PointLabels {
  private static final double LINE = 16;

  /** How far below its point a label may be, in pixels, the best first. */
  static final double[] ABOVE = {-LINE, 0};

  static final double[] BELOW = {LINE, 0};

  /** Beside it, or some lines above or below, with a line to the point. */
  static final double[] NEAR =
      IntStream.range(0, 6)
          .mapToDouble(i -> i * LINE)
          .flatMap(lines -> DoubleStream.of(-lines, lines))
          .toArray();

  private static final BasicStroke LEADER = new BasicStroke(0.8f);

  /** From a point to a label beside it, in pixels. */
  private static final double BESIDE = 9;

  /** Half of a point, and what keeps labels apart. */
  private static final double HALF = 5;

  private static final double ROOM = 3;

  private final Graphics2D g;
  private final TextAnnotation places;
  private final List<Rectangle2D> taken = new ArrayList<>();
  private final List<Line2D> lines = new ArrayList<>();

  /** Keeps clear of all that is drawn. */
  PointLabels(Graphics2D g, TextAnnotation places, Collection<XYSeries> drawn) {
    this.g = g;
    this.places = places;
    drawn.forEach(this::avoid);
  }

  private void avoid(XYSeries series) {
    double[] values = series.getYData();
    double[] x = Arrays.stream(series.getXData()).map(places::xOf).toArray();
    double[] y = Arrays.stream(values).map(places::yOf).toArray();
    for (int i = 0; i < x.length; i++) {
      boolean joined = i > 0 && !SeriesLines.NONE.equals(series.getLineStyle());
      if (joined && Double.isFinite(values[i - 1] + values[i])) {
        lines.add(new Line2D.Double(x[i - 1], y[i - 1], x[i], y[i]));
      }
      if (!SeriesMarkers.NONE.equals(series.getMarker())) {
        taken.add(new Rectangle2D.Double(x[i] - HALF, y[i] - HALF, 2 * HALF, 2 * HALF));
      }
    }
  }

  /**
   * Writes a text beside the place x, y.
   *
   * @param rises the first of which has room is taken
   */
  void write(String text, Color color, double x, double y, double[] rises) {
    if (text.isEmpty()) {
      return;
    }
    Rectangle2D box = TextAnnotation.bounds(g, text, Style.VALUE);
    double width = box.getWidth();
    double height = box.getHeight();
    for (double rise : rises) {
      double[] lefts =
          Math.abs(rise) == LINE
              ? new double[] {x - width / 2, x + 2 * ROOM, x - 2 * ROOM - width}
              : new double[] {x + BESIDE, x - BESIDE - width};
      for (double left : lefts) {
        Rectangle2D free = new Rectangle2D.Double(left, y + rise - height / 2, width, height);
        if (isFree(free)) {
          taken.add(free);
          g.setColor(color);
          g.setStroke(LEADER);
          if (Math.abs(rise) > LINE) {
            double end = Math.max(free.getMinX(), Math.min(x, free.getMaxX()));
            g.draw(new Line2D.Double(x, y, end, rise < 0 ? free.getMaxY() : free.getMinY()));
          }
          double baseline = free.getY() - box.getY();
          TextAnnotation.draw(
              g, text, Style.VALUE, color, free.getX() - box.getX(), baseline, true);
          return;
        }
      }
    }
  }

  private boolean isFree(Rectangle2D box) {
    Rectangle2D roomy =
        new Rectangle2D.Double(
            box.getX() - ROOM,
            box.getY() - ROOM,
            box.getWidth() + 2 * ROOM,
            box.getHeight() + 2 * ROOM);
    return places.frame().contains(box)
        && taken.stream().noneMatch(roomy::intersects)
        && lines.stream().noneMatch(roomy::intersectsLine);
  }
}
