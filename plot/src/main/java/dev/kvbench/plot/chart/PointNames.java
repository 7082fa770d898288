package dev.kvbench.plot.chart;

import dev.kvbench.plot.model.LinePicture;
import dev.kvbench.plot.model.Series;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of points, each as near to its point as there is room: over no other name, no point and no
 * bar. A name that stands off has a line to its point.
 */
final class PointNames {
  /** A point, where it is drawn. */
  private record Named(Series.Point point, double place, Color color) {}

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

  private final List<Named> points;

  private PointNames(List<Named> points) {
    this.points = points;
  }

  /** The names of a picture's measured points; empty where none has one. */
  static Optional<TextAnnotation> of(LinePicture picture, AxisScale x) {
    List<Named> points = new ArrayList<>();
    for (Series line : picture.series()) {
      Color color = LineStyle.of(line.pen()).color();
      line.points().stream()
          .filter(point -> !point.label().isEmpty())
          .forEach(point -> points.add(new Named(point, x.place(point.x()), color)));
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TextAnnotation(
                points.get(0).place(),
                points.get(0).point().value(),
                new PointNames(points)::paint));
  }

  private void paint(Graphics2D g, TextAnnotation places) {
    List<Rectangle2D> taken = new ArrayList<>();
    for (Named named : points) {
      Series.Point point = named.point();
      double x = places.xOf(named.place());
      double y = places.yOf(point.value());
      taken.add(new Rectangle2D.Double(x - MARKER, y - MARKER, 2 * MARKER, 2 * MARKER));
      if (point.y().hasInterval()) {
        double top = places.yOf(point.y().high());
        double bottom = places.yOf(point.y().low());
        taken.add(new Rectangle2D.Double(x - CAP, top - CAP, 2 * CAP, bottom - top + 2 * CAP));
      }
    }
    for (Named named : points) {
      String name = named.point().label();
      Rectangle2D bounds = TextAnnotation.bounds(g, name, Style.VALUE);
      double x = places.xOf(named.place());
      double y = places.yOf(named.point().value());
      Rectangle2D place = place(x, y, bounds, taken, places.frame());
      taken.add(
          new Rectangle2D.Double(
              place.getX() - BETWEEN,
              place.getY() - 2,
              place.getWidth() + 2 * BETWEEN,
              place.getHeight() + 4));
      Line2D leader = leader(x, y, place);
      g.setColor(named.color());
      g.setStroke(LEADER);
      if (leader.getP1().distance(leader.getP2()) > FAR) {
        g.draw(leader);
      }
      double left = place.getX() - bounds.getX();
      double baseline = place.getY() - bounds.getY();
      TextAnnotation.draw(g, name, Style.VALUE, named.color(), left, baseline, true);
    }
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
  private static Rectangle2D place(
      double x, double y, Rectangle2D bounds, List<Rectangle2D> taken, Rectangle2D frame) {
    Rectangle2D first = null;
    double width = bounds.getWidth();
    double height = bounds.getHeight();
    for (int distance : DISTANCES) {
      for (double[] direction : DIRECTIONS) {
        // the name's nearest edge is that far off
        double middleX = x + direction[0] * distance + Math.signum(direction[0]) * width / 2;
        double middleY = y + direction[1] * distance + Math.signum(direction[1]) * height / 2;
        Rectangle2D place =
            new Rectangle2D.Double(middleX - width / 2, middleY - height / 2, width, height);
        first = first == null ? place : first;
        if (frame.contains(place) && taken.stream().noneMatch(place::intersects)) {
          return place;
        }
      }
    }
    return first;
  }
}
