package dev.kvbench.plot.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.AnnotationText;

/** Text on a chart, painted by a function that is told where values lie. */
final class TextAnnotation extends AnnotationText {
  private static final BasicStroke HALO =
      new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  private static final double ARROW = 5;

  /** Paints when all places are known. */
  interface Painter {
    void paint(Graphics2D g, TextAnnotation places);
  }

  private final Painter painter;

  TextAnnotation(Painter painter) {
    super("", 0, 0, true);
    this.painter = painter;
  }

  @Override
  public void paint(Graphics2D g) {
    painter.paint(g, this);
  }

  double xOf(double value) {
    return getXAxisScreenValue(value);
  }

  double yOf(double value) {
    return getYAxisScreenValue(value);
  }

  /** What lies between the axes, in pixels. */
  Rectangle2D frame() {
    double left = getXAxisScreenValueForMin();
    double bottom = getYAxisScreenValueForMin();
    Rectangle2D frame = new Rectangle2D.Double(left, bottom, 0, 0);
    frame.add(getXAxisScreenValueForMax(), getYAxisScreenValueForMax());
    return frame;
  }

  /** Draws a small triangle that points where something goes on: its tip, and one step further. */
  static void arrow(Graphics2D g, Color color, double x, double y, int stepX, int stepY) {
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(x, y);
    triangle.lineTo(x - ARROW * (2 * stepX + stepY), y - ARROW * (2 * stepY + stepX));
    triangle.lineTo(x - ARROW * (2 * stepX - stepY), y - ARROW * (2 * stepY - stepX));
    triangle.closePath();
    g.setColor(color);
    g.fill(triangle);
  }

  /** The size of a text, its baseline at 0. */
  static Rectangle2D bounds(Graphics2D g, String text, Font font) {
    return new TextLayout(text, font, g.getFontRenderContext()).getBounds();
  }

  /**
   * Draws outlines, like all of XChart's text: a vector file then needs no font.
   *
   * @param halo whether to keep lines out of it
   * @return how far to the right the text ends
   */
  static double draw(
      Graphics2D g,
      String text,
      Font font,
      Color color,
      double left,
      double baseline,
      boolean halo) {
    TextLayout layout = new TextLayout(text, font, g.getFontRenderContext());
    Shape outline = layout.getOutline(AffineTransform.getTranslateInstance(left, baseline));
    if (halo) {
      g.setColor(Color.WHITE);
      g.setStroke(HALO);
      g.draw(outline);
    }
    g.setColor(color);
    g.fill(outline);
    return left + layout.getAdvance();
  }
}
