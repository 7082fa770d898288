package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Heading;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextAttribute;
import java.awt.font.TextMeasurer;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** A heading, flush left. XChart's own title has one line only. */
record Title(List<String> titles, List<String> lines) {
  private static final int TITLE_LINE = 24;
  private static final int SUBTITLE_LINE = 19;
  private static final int BELOW = 10;

  private static final int WIDTH = Style.WIDTH - 2 * Style.PADDING;

  static Title of(Heading heading) {
    List<String> lines = new ArrayList<>(wrapped(heading.subtitle(), Style.TEXT, WIDTH));
    heading.notes().forEach(note -> lines.addAll(wrapped(note, Style.TEXT, WIDTH)));
    return new Title(wrapped(heading.title(), Style.TITLE, WIDTH), lines);
  }

  /** A text in lines of this width at most, in pixels; words break only where they are longer. */
  static List<String> wrapped(String text, Font font, double width) {
    List<String> lines = new ArrayList<>();
    if (text.isEmpty()) {
      return lines;
    }
    AttributedString letters = new AttributedString(text, Map.of(TextAttribute.FONT, font));
    TextMeasurer measurer =
        new TextMeasurer(letters.getIterator(), new FontRenderContext(null, true, true));
    for (int from = 0, end; from < text.length(); from = end) {
      end = measurer.getLineBreakIndex(from, (float) width);
      if (end < text.length()) {
        int space = text.lastIndexOf(' ', end) + 1;
        int joined = text.lastIndexOf('\u00a0', end) + 1;
        end = space > from ? space : joined > from ? joined : Math.max(end, from + 1);
      }
      lines.add(text.substring(from, end).replaceAll("^ *·? *| *·? *$", ""));
    }
    lines.removeIf(String::isEmpty);
    return lines;
  }

  int height() {
    return TITLE_LINE * titles.size() + SUBTITLE_LINE * lines.size() + BELOW;
  }

  /** Puts it on a chart that has as much room on top. */
  void applyTo(XYChart chart) {
    chart.setTitle(" "); // keeps the place
    chart.getStyler().setChartTitlePadding(height() / 2);
    chart.addAnnotation(new TextAnnotation((g, places) -> paint(g)));
  }

  private void paint(Graphics2D g) {
    int baseline = Style.PADDING - 7;
    for (String line : titles) {
      baseline += TITLE_LINE;
      TextAnnotation.draw(g, line, Style.TITLE, Style.INK, Style.PADDING, baseline, false);
    }
    for (String line : lines) {
      baseline += SUBTITLE_LINE;
      TextAnnotation.draw(g, line, Style.TEXT, Style.FAINT_INK, Style.PADDING, baseline, false);
    }
  }
}
