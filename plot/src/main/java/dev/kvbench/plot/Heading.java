package dev.kvbench.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationText;

/** A title and what it rests on below it, flush left. XChart's own title has one line only. */
final class Heading extends AnnotationText {
  private static final int TITLE_LINE = 24;
  private static final int SUBTITLE_LINE = 19;

  private static final int BELOW = 10;

  private final String title;
  private final List<String> lines;

  Heading(String title, List<String> paragraphs) {
    super(title, 0, 0, true);
    this.title = title;
    this.lines = paragraphs.stream().flatMap(text -> wrapped(text).stream()).toList();
  }

  int height() {
    return TITLE_LINE + SUBTITLE_LINE * lines.size() + BELOW;
  }

  @Override
  public void paint(Graphics2D g) {
    int baseline = Style.PADDING + TITLE_LINE - 7;
    draw(g, title, Style.TITLE, Style.INK, baseline);
    for (String line : lines) {
      baseline += SUBTITLE_LINE;
      draw(g, line, Style.SUBTITLE, Style.FAINT_INK, baseline);
    }
  }

  /** Outlines, like all of XChart's text: a vector file then needs no font. */
  private static void draw(Graphics2D g, String text, Font font, Color color, int baseline) {
    TextLayout layout = new TextLayout(text, font, g.getFontRenderContext());
    g.setColor(color);
    g.fill(layout.getOutline(AffineTransform.getTranslateInstance(Style.PADDING, baseline)));
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && width(line + " " + word) > Style.WIDTH - 2 * Style.PADDING) {
        lines.add(line.toString().replaceAll(" *·? *$", ""));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static double width(String text) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    return Style.SUBTITLE.getStringBounds(text, context).getWidth();
  }
}
