package dev.kvbench.plot;

import java.awt.Graphics2D;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import org.knowm.xchart.AnnotationText;

/** The name and the value of a horizontal bar, above it, where no bar can run into them. */
final class BarLabel extends AnnotationText {
  private static final int LIFT = 11;

  private final String name;
  private final String value;

  BarLabel(String name, String value, double place) {
    super(name, 0, place, false);
    this.name = name;
    this.value = value;
  }

  @Override
  public void paint(Graphics2D g) {
    double left = getXAxisScreenValueForMin() + 4.0;
    double baseline = getYAxisScreenValue(y) - LIFT;
    TextLayout words = new TextLayout(name, Style.VALUE, g.getFontRenderContext());
    g.setColor(Style.INK);
    g.fill(words.getOutline(AffineTransform.getTranslateInstance(left, baseline)));
    TextLayout figure =
        new TextLayout(value, Style.VALUE.deriveFont(java.awt.Font.BOLD), g.getFontRenderContext());
    double at = left + words.getAdvance() + 12;
    g.fill(figure.getOutline(AffineTransform.getTranslateInstance(at, baseline)));
  }
}
