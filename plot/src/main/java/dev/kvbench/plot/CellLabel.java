package dev.kvbench.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.AnnotationText;

/** A cell's value in its middle. */
final class CellLabel extends AnnotationText {
  private final String text;
  private final Color color;

  CellLabel(String text, double x, double y, Color color) {
    super(text, x, y, false);
    this.text = text;
    this.color = color;
  }

  String text() {
    return text;
  }

  @Override
  public void paint(Graphics2D g) {
    TextLayout layout = new TextLayout(text, Style.TEXT, g.getFontRenderContext());
    Rectangle2D box = layout.getBounds();
    double left = getXAxisScreenValue(x) - box.getCenterX();
    double baseline = getYAxisScreenValue(y) - box.getCenterY();
    g.setColor(color);
    g.fill(layout.getOutline(AffineTransform.getTranslateInstance(left, baseline)));
  }
}
