package dev.kvbench.plot;

import dev.kvbench.results.stats.Estimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationText;

/**
 * Names of points, each as near to its point as there is room: over no other name, no point and no
 * bar. A name that stands off has a line to its point.
 */
final class PointLabels extends AnnotationText {
  /** A named point and its interval, which is drawn as a bar. */
  record Point(String name, double x, Estimate y, Color color) {
    double low() {
      return y.hasInterval() ? y.low() : y.value();
    }

    double high() {
      return y.hasInterval() ? y.high() : y.value();
    }
  }

  private static final BasicStroke HALO =
      new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke LEADER = new BasicStroke(0.8f);

  /** Distances of a name from its point that are tried, in pixels. */
  private static final int[] DISTANCES = {9, 16, 26, 38, 52, 68, 86, 106};

  /** Directions that are tried at each distance: beside, above, below, then askew. */
  private static final double[][] DIRECTIONS = {
    {1, 0}, {-1, 0}, {0, -1}, {0, 1}, {0.7, -0.7}, {0.7, 0.7}, {-0.7, -0.7}, {-0.7, 0.7}
  };

  private static final double MARKER = 7;

  /** Room between two names on a line. */
  private static final double BETWEEN = 7;

  /** From here on a name needs a line to its point. */
  private static final double FAR = 12;

  /** Half an error bar's cap, and a little. */
  private static final double CAP = 5;

  private final List<Point> points;

  PointLabels(List<Point> points) {
    super("", points.get(0).x(), points.get(0).y().value(), false);
    this.points = List.copyOf(points);
  }

  @Override
  public void paint(Graphics2D g) {
    List<Rectangle2D> taken = new ArrayList<>();
    for (Point point : points) {
      double x = getXAxisScreenValue(point.x());
      double y = getYAxisScreenValue(point.y().value());
      taken.add(new Rectangle2D.Double(x - MARKER, y - MARKER, 2 * MARKER, 2 * MARKER));
      double top = getYAxisScreenValue(point.high());
      double bottom = getYAxisScreenValue(point.low());
      taken.add(new Rectangle2D.Double(x - CAP, top - CAP, 2 * CAP, bottom - top + 2 * CAP));
    }
    for (Point point : points) {
      TextLayout layout = new TextLayout(point.name(), Style.VALUE, g.getFontRenderContext());
      Rectangle2D bounds = layout.getBounds();
      double x = getXAxisScreenValue(point.x());
      double y = getYAxisScreenValue(point.y().value());
      Rectangle2D place = place(x, y, bounds.getWidth(), bounds.getHeight(), taken);
      taken.add(padded(place));
      Shape outline =
          layout.getOutline(
              AffineTransform.getTranslateInstance(
                  place.getX() - bounds.getX(), place.getY() - bounds.getY()));
      draw(g, point.color(), outline, leader(x, y, place));
    }
  }

  private static void draw(Graphics2D g, Color color, Shape outline, Line2D leader) {
    g.setColor(color);
    g.setStroke(LEADER);
    if (leader.getP1().distance(leader.getP2()) > FAR) {
      g.draw(leader);
    }
    g.setColor(Color.WHITE);
    g.setStroke(HALO);
    g.draw(outline);
    g.setColor(color);
    g.fill(outline);
  }

  private static Rectangle2D padded(Rectangle2D place) {
    return new Rectangle2D.Double(
        place.getX() - BETWEEN,
        place.getY() - 2,
        place.getWidth() + 2 * BETWEEN,
        place.getHeight() + 4);
  }

  /** From a point to the nearest edge of its name. */
  private static Line2D leader(double x, double y, Rectangle2D place) {
    return new Line2D.Double(
        x,
        y,
        Math.max(place.getMinX(), Math.min(x, place.getMaxX())),
        Math.max(place.getMinY(), Math.min(y, place.getMaxY())));
  }

  /** The first free place; the first of all where none is. */
  private Rectangle2D place(
      double x, double y, double width, double height, List<Rectangle2D> taken) {
    Rectangle2D first = null;
    for (int distance : DISTANCES) {
      for (double[] direction : DIRECTIONS) {
        // the name's nearest edge is that far off
        double middleX = x + direction[0] * distance + Math.signum(direction[0]) * width / 2;
        double middleY = y + direction[1] * distance + Math.signum(direction[1]) * height / 2;
        Rectangle2D place =
            new Rectangle2D.Double(middleX - width / 2, middleY - height / 2, width, height);
        first = first == null ? place : first;
        if (isInside(place) && taken.stream().noneMatch(place::intersects)) {
          return place;
        }
      }
    }
    return first;
  }

  /** Whether all of it is within the axes. */
  private boolean isInside(Rectangle2D place) {
    double left = Math.min(getXAxisScreenValueForMin(), getXAxisScreenValueForMax());
    double right = Math.max(getXAxisScreenValueForMin(), getXAxisScreenValueForMax());
    double top = Math.min(getYAxisScreenValueForMin(), getYAxisScreenValueForMax());
    double bottom = Math.max(getYAxisScreenValueForMin(), getYAxisScreenValueForMax());
    return new Rectangle2D.Double(left, top, right - left, bottom - top).contains(place);
  }
}
