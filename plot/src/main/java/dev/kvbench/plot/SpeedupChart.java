package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/** What the cache buys: uncached time ÷ cached time over steps, a line for each policy. */
final class SpeedupChart {
  static final String TITLE = "How many times faster a KV cache makes generation";

  private SpeedupChart() {}

  /** Empty where no cached row has an uncached partner. */
  static Optional<XYChart> draw(List<Series> series, ChartContext context, Scale scale) {
    List<Line> lines = lines(series);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    // the steps as in the latency chart, so that the two can be read one above the other
    Axes latency = Axes.of(LatencyChart.lines(series), scale, Article.isModelOf(series));
    boolean log = scale.isLog(Axes.values(lines));
    ValueAxis times =
        new ValueAxis(
            "uncached time ÷ cached time",
            "×",
            log,
            Optional.of(new ValueAxis.Limit("no gain", 1)));
    List<Line> article = Article.speedup(Article.note(series), latency::isInSight);
    return Optional.of(
        new Figure(lines, article, latency.logSteps(), times)
            .draw(new Heading(TITLE, Subtitle.of(context, lines))));
  }

  static List<Line> lines(List<Series> series) {
    List<Line> lines = new ArrayList<>();
    for (Series cached : series) {
      if (cached.arm() == Arm.CACHED) {
        List<Line.Point> points =
            cached.measurements().stream().flatMap(m -> point(m, series).stream()).toList();
        if (!points.isEmpty()) {
          lines.add(new Line(cached.name(), cached.pen(), points));
        }
      }
    }
    return lines;
  }

  private static Optional<Line.Point> point(Measurement cached, List<Series> series) {
    return series.stream()
        .filter(one -> one.arm() == Arm.UNCACHED && one.setting().equals(cached.setting()))
        .flatMap(one -> one.at(cached.steps()).stream())
        .map(uncached -> Estimates.ratio(uncached.row(), cached.row()))
        .map((Estimate ratio) -> new Line.Point(cached.steps(), ratio))
        .findFirst();
  }
}
