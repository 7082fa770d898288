package dev.kvbench.plot.report;

import dev.kvbench.plot.report.Theme.Role;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Puts names beside points where nothing else is, with a line to the point from further off. */
final class Labels {
  private static final double[] DISTANCES = {10, 18, 28, 40, 54, 70, 90, 112};

  /** Beside, above, below, then askew. */
  private static final double[][] DIRECTIONS = {
    {1, 0}, {-1, 0}, {0, -1}, {0, 1}, {0.7, -0.7}, {0.7, 0.7}, {-0.7, -0.7}, {-0.7, 0.7}
  };

  private static final double LETTER = 7.1;
  private static final double HEIGHT = 14;

  /** From here on a name needs a line to its point. */
  private static final double FAR = 14;

  private final Rectangle2D inside;
  private final List<Rectangle2D> taken = new ArrayList<>();

  Labels(double left, double top, double right, double bottom) {
    inside = new Rectangle2D.Double(left, top, right - left, bottom - top);
  }

  /** Keeps names off a place. */
  void take(double left, double top, double width, double height) {
    taken.add(new Rectangle2D.Double(left, top, width, Math.max(1, height)));
  }

  /** Writes a name, if there is room for it: it can be had by pointing too. */
  void put(Drawing drawing, String name, double x, double y) {
    double width = LETTER * name.length() + 4;
    for (double distance : DISTANCES) {
      for (double[] direction : DIRECTIONS) {
        double middleX = x + direction[0] * distance + Math.signum(direction[0]) * width / 2;
        double middleY = y + direction[1] * distance + Math.signum(direction[1]) * HEIGHT / 2;
        Rectangle2D place =
            new Rectangle2D.Double(middleX - width / 2, middleY - HEIGHT / 2, width, HEIGHT);
        if (inside.contains(place) && taken.stream().noneMatch(place::intersects)) {
          taken.add(place);
          if (distance > FAR) {
            drawing.line(
                x,
                y,
                Math.max(place.getMinX(), Math.min(x, place.getMaxX())),
                Math.max(place.getMinY(), Math.min(y, place.getMaxY())),
                Role.AXIS);
          }
          drawing.text(middleX, middleY + 4.5, "middle", "value", name);
          return;
        }
      }
    }
  }
}
