package dev.kvbench.plot.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Writes beside points, where no line, point or other label is, and nothing where there is no room.
 * A label that is not next to its point has a line to it, which crosses no other label, point or
 * such line.
 */
final class PointLabels {

  /** On which side of its point a label had best be. */
  enum Side {
    ABOVE,
    BELOW,
    RIGHT
  }

  /** How far from its point a label may be, in pixels: next to it, or with a line to it. */
  static final double NEXT = 14;

  static final double FAR = 100;

  private static final BasicStroke LEADER = new BasicStroke(0.8f);

  /** Between two places that are tried. */
  private static final double STEP = 2;

  /** From a point to a label beside it. */
  private static final double BESIDE = 9;

  /** Half of a point, and what keeps labels apart. */
  private static final double HALF = 5;

  private static final double ROOM = 3;

  /** More of it at a label's ends: one that begins where another ends would read as its end. */
  private static final double ENDS = 6;

  private final Graphics2D g;
  private final TextAnnotation places;
  private final Rectangle2D room;
  private final List<Point2D> points = new ArrayList<>();
  private final List<Rectangle2D> taken = new ArrayList<>();
  private final List<Line2D> lines = new ArrayList<>();
  private final List<Line2D> leaders = new ArrayList<>();

  /** Keeps clear of all that is drawn. */
  PointLabels(Graphics2D g, TextAnnotation places, Collection<XYSeries> drawn) {
    this.g = g;
    this.places = places;
    Rectangle2D frame = places.frame();
    this.room =
        new Rectangle2D.Double(
            frame.getX() + ROOM,
            frame.getY() - ROOM, // nothing is just above
            frame.getWidth() - 2 * ROOM,
            frame.getHeight() + ROOM);
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
        points.add(new Point2D.Double(x[i], y[i]));
        taken.add(new Rectangle2D.Double(x[i] - HALF, y[i] - HALF, 2 * HALF, 2 * HALF));
      }
    }
  }

  /** Whether two points are drawn over each other, by half at least. */
  static boolean overlap(double x, double y, double otherX, double otherY) {
    return Math.hypot(x - otherX, y - otherY) < HALF;
  }

  /** Writes a text near the place x, y, as near to the side as there is room, if there is any. */
  boolean write(String text, Color color, double x, double y, Side side, double reach) {
    if (text.isEmpty()) {
      return false;
    }
    int before = taken.size();
    Rectangle2D box = TextAnnotation.bounds(g, text, Style.VALUE);
    double width = box.getWidth();
    double height = box.getHeight();
    double wishX = x + (side == Side.RIGHT ? BESIDE + width / 2 : 0);
    double wishY =
        y + (side == Side.RIGHT ? 0 : side == Side.ABOVE ? -1 : 1) * (BESIDE + height / 2);
    List<Rectangle2D> tried = new ArrayList<>();
    int columns = (int) ((reach + width) / STEP);
    int rows = (int) ((reach + height) / STEP);
    for (int column = -columns; column <= columns; column++) {
      for (int row = -rows; row <= rows; row++) {
        double left = wishX + STEP * column - width / 2;
        double top = wishY + STEP * row - height / 2;
        tried.add(new Rectangle2D.Double(left, top, width, height));
      }
    }
    tried.stream()
        .filter(at -> length(leader(x, y, at)) <= reach)
        .sorted(
            Comparator.comparing(
                at -> Math.hypot(at.getCenterX() - wishX, at.getCenterY() - wishY)))
        .filter(
            at -> isFree(at) && (isNext(x, y, at) ? isOwn(x, y, at) : isClear(leader(x, y, at))))
        .findFirst()
        .ifPresent(
            at -> {
              taken.add(
                  new Rectangle2D.Double(at.getX() - ENDS, at.getY(), width + 2 * ENDS, height));
              if (!isNext(x, y, at)) {
                leaders.add(leader(x, y, at));
                g.setColor(color);
                g.setStroke(LEADER);
                g.draw(leader(x, y, at));
              }
              double left = at.getX() - box.getX();
              double baseline = at.getY() - box.getY();
              TextAnnotation.draw(g, text, Style.VALUE, color, left, baseline, true);
            });
    return taken.size() > before;
  }

  /** From a place to the nearest of a box. */
  private static Line2D leader(double x, double y, Rectangle2D box) {
    return new Line2D.Double(
        x,
        y,
        Math.max(box.getMinX(), Math.min(x, box.getMaxX())),
        Math.max(box.getMinY(), Math.min(y, box.getMaxY())));
  }

  private static double length(Line2D line) {
    return line.getP1().distance(line.getP2());
  }

  private static boolean isNext(double x, double y, Rectangle2D box) {
    return length(leader(x, y, box)) <= NEXT;
  }

  /** Whether no other point is nearer, whose label it would seem to be. */
  private boolean isOwn(double x, double y, Rectangle2D box) {
    double own = length(leader(x, y, box));
    return points.stream()
        .filter(point -> point.distance(x, y) > 1)
        .noneMatch(point -> length(leader(point.getX(), point.getY(), box)) <= own);
  }

  private boolean isFree(Rectangle2D box) {
    Rectangle2D roomy =
        new Rectangle2D.Double(
            box.getX() - ROOM,
            box.getY() - ROOM,
            box.getWidth() + 2 * ROOM,
            box.getHeight() + 2 * ROOM);
    return room.contains(box)
        && taken.stream().noneMatch(roomy::intersects)
        && lines.stream().noneMatch(roomy::intersectsLine)
        && leaders.stream().noneMatch(roomy::intersectsLine);
  }

  private boolean isClear(Line2D leader) {
    return leaders.stream().noneMatch(leader::intersectsLine)
        && taken.stream()
            .filter(box -> !box.contains(leader.getP1()))
            .noneMatch(leader::intersects);
  }
}
