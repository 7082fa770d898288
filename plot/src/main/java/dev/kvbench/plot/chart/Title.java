package dev.kvbench.plot.chart;

import dev.kvbench.plot.model.Heading;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** A heading, flush left. XChart's own title has one line only. */
record Title(String title, List<String> lines) {
  private static final int TITLE_LINE = 24;
  private static final int SUBTITLE_LINE = 19;
  private static final int BELOW = 10;

  static Title of(Heading heading) {
    return new Title(
        heading.title(),
        Stream.concat(Stream.of(heading.subtitle()), heading.notes().stream())
            .flatMap(text -> wrapped(text).stream())
            .toList());
  }

  int height() {
    return TITLE_LINE + SUBTITLE_LINE * lines.size() + BELOW;
  }

  /** Puts it on a chart that has as much room on top. */
  void applyTo(XYChart chart, double x, double y) {
    chart.setTitle(" "); // keeps the place
    chart.getStyler().setChartTitlePadding(height() / 2);
    chart.addAnnotation(new TextAnnotation(x, y, (g, places) -> paint(g)));
  }

  private void paint(Graphics2D g) {
    int baseline = Style.PADDING + TITLE_LINE - 7;
    draw(g, title, Style.TITLE, Style.INK, baseline);
    for (String line : lines) {
      baseline += SUBTITLE_LINE;
      draw(g, line, Style.SUBTITLE, Style.FAINT_INK, baseline);
    }
  }

  private static void draw(Graphics2D g, String text, Font font, Color color, int baseline) {
    if (!text.isEmpty()) {
      TextAnnotation.draw(g, text, font, color, Style.PADDING, baseline, false);
    }
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && width(line + " " + word) > Style.WIDTH - 2 * Style.PADDING) {
        lines.add(line.toString().replaceAll(" *·? *$", ""));
        line.setLength(0);
      }
      if (!line.isEmpty() || !(word.equals("·") || word.isEmpty())) {
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static double width(String text) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    return Style.SUBTITLE.getStringBounds(text, context).getWidth();
  }
}
