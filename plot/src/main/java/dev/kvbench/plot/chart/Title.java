package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Heading;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** A heading, flush left. XChart's own title has one line only. */
record Title(String title, List<String> lines) {
  private static final int TITLE_LINE = 24;
  private static final int SUBTITLE_LINE = 19;
  private static final int BELOW = 10;

  /** Letters of a line. */
  private static final int LINE = 120;

  static Title of(Heading heading) {
    List<String> lines = new ArrayList<>(wrapped(heading.subtitle(), LINE));
    heading.notes().forEach(note -> lines.addAll(wrapped(note, LINE)));
    return new Title(heading.title(), lines);
  }

  /** A text in lines of so many letters at most, but for words that are longer. */
  static List<String> wrapped(String text, int letters) {
    return text.replaceAll("(.{1," + letters + "})(?: +|$)", "$1\n")
        .lines()
        .map(line -> line.replaceAll(" *·? *$", ""))
        .toList();
  }

  int height() {
    return TITLE_LINE + SUBTITLE_LINE * lines.size() + BELOW;
  }

  /** Puts it on a chart that has as much room on top. */
  void applyTo(XYChart chart) {
    chart.setTitle(" "); // keeps the place
    chart.getStyler().setChartTitlePadding(height() / 2);
    chart.addAnnotation(new TextAnnotation((g, places) -> paint(g)));
  }

  private void paint(Graphics2D g) {
    int baseline = Style.PADDING + TITLE_LINE - 7;
    TextAnnotation.draw(g, title, Style.TITLE, Style.INK, Style.PADDING, baseline, false);
    for (String line : lines) {
      baseline += SUBTITLE_LINE;
      TextAnnotation.draw(g, line, Style.TEXT, Style.FAINT_INK, Style.PADDING, baseline, false);
    }
  }
}
