package dev.kvbench.plot;

import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/** The article's figure for this machine: seconds over steps, cached and uncached. */
final class LatencyChart {
  static final String TITLE = "Time to generate with and without a KV cache";

  private LatencyChart() {}

  static XYChart draw(List<Series> series, ChartContext context, Scale scale) {
    List<Line> lines = lines(series);
    Axes axes = Axes.of(lines, scale, Article.isModelOf(series));
    ValueAxis seconds =
        new ValueAxis("time of one generation", " s", axes.logValues(), Optional.empty());
    List<Line> article = Article.seconds(Article.note(series), axes::isInSight);
    return new Figure(lines, article, axes.logSteps(), seconds)
        .draw(new Heading(TITLE, Subtitle.of(context, lines)));
  }

  static List<Line> lines(List<Series> series) {
    return series.stream()
        .map(
            one ->
                new Line(
                    one.name(),
                    one.pen(),
                    one.measurements().stream()
                        .map(m -> new Line.Point(m.steps(), m.seconds()))
                        .toList()))
        .toList();
  }
}
