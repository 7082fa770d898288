package dev.kvbench.plot.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.style.markers.Marker;

/** An outline filled with the ground's white: a point that somebody else measured. */
final class HollowMarker extends Marker {
  static final Marker CIRCLE = new HollowMarker(true);
  static final Marker SQUARE = new HollowMarker(false);

  private static final BasicStroke OUTLINE = new BasicStroke(1.6f);

  private final boolean round;

  private HollowMarker(boolean round) {
    this.round = round;
  }

  @Override
  public void paint(Graphics2D g, double x, double y, int size) {
    double half = size / 2.0;
    Shape shape =
        round
            ? new Ellipse2D.Double(x - half, y - half, size, size)
            : new Rectangle2D.Double(x - half, y - half, size, size);
    Color outline = g.getColor();
    g.setColor(Color.WHITE);
    g.fill(shape);
    g.setColor(outline);
    g.setStroke(OUTLINE);
    g.draw(shape);
  }
}
