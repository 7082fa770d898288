package dev.kvbench.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.AnnotationText;

/**
 * A measured value in words, diagonally beside its point where neither its line nor its error bar
 * runs, on a white halo that keeps other lines out of it.
 */
final class ValueLabel extends AnnotationText {
  private static final int GAP = 6;
  private static final BasicStroke HALO =
      new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  private final String text;
  private final Color color;
  private final boolean above;
  private final boolean left;

  ValueLabel(String text, double x, double y, Color color, boolean above, boolean left) {
    super(text, x, y, false);
    this.text = text;
    this.color = color;
    this.above = above;
    this.left = left;
  }

  @Override
  public void paint(Graphics2D g) {
    TextLayout layout = new TextLayout(text, Style.VALUE, g.getFontRenderContext());
    Rectangle2D box = layout.getBounds();
    double start = getXAxisScreenValue(x) + (left ? -GAP - box.getWidth() : GAP);
    double baseline = getYAxisScreenValue(y) + (above ? -GAP : GAP + box.getHeight());
    double rightmost = getXAxisScreenValueForMax() - box.getWidth();
    start = Math.max(getXAxisScreenValueForMin() + 2.0, Math.min(start, rightmost));
    Shape outline = layout.getOutline(AffineTransform.getTranslateInstance(start, baseline));
    g.setColor(Color.WHITE);
    g.setStroke(HALO);
    g.draw(outline);
    g.setColor(color);
    g.fill(outline);
  }
}
