package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Series;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the names of points beside them, and where another name or point is in the way, some lines
 * lower or higher, with a line to the point.
 */
final class PointNames {
  private static final BasicStroke LEADER = new BasicStroke(0.8f);

  /** From a point to its name, in pixels. */
  private static final double BESIDE = 9;

  private static final double LINE = 16;
  private static final int MOST_LINES = 12;

  private final Graphics2D g;
  private final TextAnnotation places;
  private final List<Rectangle2D> taken = new ArrayList<>();

  private PointNames(Graphics2D g, TextAnnotation places) {
    this.g = g;
    this.places = places;
  }

  /** Writes all names. */
  static void paint(Graphics2D g, TextAnnotation places, List<Series> series, AxisScale x) {
    PointNames names = new PointNames(g, places);
    for (Series line : series) {
      for (Series.Point point : line.points()) {
        double left = places.xOf(x.place(point.x())) - BESIDE + 2;
        double top = places.yOf(point.value()) - BESIDE + 2;
        names.taken.add(new Rectangle2D.Double(left, top, 2 * BESIDE - 4, 2 * BESIDE - 4));
      }
    }
    for (Series line : series) {
      line.points().stream()
          .filter(point -> !point.label().isEmpty())
          .forEach(point -> names.write(point, x.place(point.x()), LineStyle.of(line.pen())));
    }
  }

  private void write(Series.Point point, double place, LineStyle style) {
    double x = places.xOf(place);
    double y = places.yOf(point.value());
    Rectangle2D box = TextAnnotation.bounds(g, point.label(), Style.VALUE);
    Rectangle2D free = place(x, y, box.getWidth(), box.getHeight());
    taken.add(free);
    if (Math.abs(free.getCenterY() - y) > LINE / 2) {
      double end = free.getX() > x ? free.getMinX() : free.getMaxX();
      g.setColor(style.color());
      g.setStroke(LEADER);
      g.draw(new Line2D.Double(x, y, end, free.getCenterY()));
    }
    double left = free.getX() - box.getX();
    double baseline = free.getY() - box.getY();
    TextAnnotation.draw(g, point.label(), Style.VALUE, style.color(), left, baseline, true);
  }

  /** The first free place; the one beside the point where none is. */
  private Rectangle2D place(double x, double y, double width, double height) {
    for (int step = 0; step < 2 * MOST_LINES; step++) {
      double top = y - height / 2 + LINE * (step % 2 == 0 ? -step / 2 : (step + 1) / 2);
      for (double left : new double[] {x + BESIDE, x - BESIDE - width}) {
        Rectangle2D place = new Rectangle2D.Double(left, top, width, height);
        if (places.frame().contains(place) && taken.stream().noneMatch(place::intersects)) {
          return place;
        }
      }
    }
    return new Rectangle2D.Double(x + BESIDE, y - height / 2, width, height);
  }
}
