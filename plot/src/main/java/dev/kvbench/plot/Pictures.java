package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Measurement;
import dev.kvbench.results.stats.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the charts of a run show, with the figures that its PNG files have. */
public final class Pictures {
  private static final ChartContext NO_CONTEXT = new ChartContext(Map.of(), "device", "1");

  private static final String APPROXIMATE =
      "hatched: the answer is not the uncached model's; solid: it is";

  private Pictures() {}

  /**
   * Everything that the rows can be drawn as; empty where they are of benchmarks without a chart.
   *
   * @throws dev.kvbench.results.io.InputException if a row holds no positive, finite time
   */
  public static List<Picture> of(List<Row> rows) {
    List<Picture> pictures = new ArrayList<>();
    List<Series> series = Series.of(Measurement.of(rows));
    if (!series.isEmpty()) {
      pictures.add(latency(series));
      speedup(series).ifPresent(pictures::add);
    }
    for (Arm arm : Arm.values()) {
      ladder(rows, arm).ifPresent(pictures::add);
    }
    position("position", PositionChart.TITLE, PositionChart.compared(rows))
        .ifPresent(pictures::add);
    position("position-policies", PositionChart.POLICIES_TITLE, PositionChart.policies(rows))
        .ifPresent(pictures::add);
    batch(rows).ifPresent(pictures::add);
    gpt2(rows).ifPresent(pictures::add);
    for (CrossoverGroup group : CrossoverGroup.of(rows)) {
      heatMap(group).ifPresent(pictures::add);
    }
    return List.copyOf(pictures);
  }

  private static Picture latency(List<Series> series) {
    List<Line> lines = LatencyChart.lines(series);
    Axes axes = Axes.of(lines, Scale.AUTO, Article.isModelOf(series));
    return new Picture.Lines(
        "latency",
        LatencyChart.TITLE,
        List.of(bars(lines)),
        lines,
        Article.seconds(Article.note(series), axes::isInSight),
        "steps (new tokens generated)",
        axes.logSteps(),
        "time of one generation",
        " s",
        axes.logValues(),
        true,
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<Picture> speedup(List<Series> series) {
    List<Line> lines = SpeedupChart.lines(series);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Axes steps = Axes.of(LatencyChart.lines(series), Scale.AUTO, Article.isModelOf(series));
    return Optional.of(
        new Picture.Lines(
            "speedup",
            SpeedupChart.TITLE,
            List.of(bars(lines)),
            lines,
            Article.speedup(Article.note(series), steps::isInSight),
            "steps (new tokens generated)",
            steps.logSteps(),
            "uncached time ÷ cached time",
            "×",
            Scale.AUTO.isLog(Axes.values(lines)),
            true,
            Optional.of(new Picture.Mark("no gain", 1)),
            Optional.empty()));
  }

  private static Optional<Picture> ladder(List<Row> rows, Arm arm) {
    List<Bars.Bar> bars = LadderChart.bars(Rung.of(rows), arm);
    return barList(
        "ladder-" + arm.word(), LadderChart.TITLE + ": " + arm.word(), bars, LadderChart.AXIS);
  }

  private static Optional<Picture> gpt2(List<Row> rows) {
    return barList("gpt2", Gpt2Chart.TITLE, Gpt2Chart.bars(rows), Gpt2Chart.AXIS);
  }

  private static Optional<Picture> barList(
      String key, String title, List<Bars.Bar> bars, String axis) {
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    List<String> notes = new ArrayList<>();
    if (bars.stream().anyMatch(bar -> !bar.exact())) {
      notes.add(APPROXIMATE);
    }
    notes.add(Subtitle.barsOf(bars.stream().map(Bars.Bar::value).toList()));
    return Optional.of(new Picture.BarList(key, title, notes, bars, axis));
  }

  private static Optional<Picture> position(String key, String title, List<Row> rows) {
    List<Line> lines = PositionChart.lines(rows);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Axes axes = Axes.of(lines, Scale.AUTO, false);
    return Optional.of(
        new Picture.Lines(
            key,
            title,
            List.of(
                bars(lines), "grey, dashed: predicted from the measured ceilings, not measured"),
            lines,
            PositionChart.predicted(rows),
            "position (tokens before the one that is timed)",
            axes.logSteps(),
            "time of one token",
            " µs",
            axes.logValues(),
            true,
            Optional.empty(),
            Optional.empty()));
  }

  private static Optional<Picture> batch(List<Row> rows) {
    List<Line> lines = BatchChart.lines(rows);
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Picture.Lines(
                "batch",
                BatchChart.TITLE,
                List.of(bars(lines)),
                lines,
                List.of(),
                "sequences side by side (batch size)",
                true,
                "tokens a second, all sequences together",
                "",
                true,
                true,
                Optional.empty(),
                Optional.empty()));
  }

  private static Optional<Picture> heatMap(CrossoverGroup group) {
    CrossoverGrid grid = CrossoverGrid.of(group.rows());
    if (grid.cells().isEmpty()) {
      return Optional.empty();
    }
    StringBuilder title = new StringBuilder(group.title());
    group
        .setting()
        .forEach((param, value) -> title.append(", ").append(param).append(' ').append(value));
    List<String> words = CrossoverWords.of(grid, group, NO_CONTEXT);
    List<String> notes = words.subList(1, words.size()); // the first is of the context
    return Optional.of(new Picture.HeatMap(group.fileName(), title.toString(), notes, grid));
  }

  /**
   * What a quality run found.
   *
   * @param text what was read, in a few words
   */
  public static List<Picture> of(Quality quality, String text) {
    List<Picture> pictures = new ArrayList<>();
    QualityLines drawn = QualityLines.of(quality);
    int sequences = quality.setting().sequences();
    if (!drawn.lines().isEmpty()) {
      pictures.add(
          new Picture.Lines(
              "quality-nll",
              QualityNllChart.TITLE,
              List.of(
                  "NLL: negative log-likelihood of the next character; means over "
                      + sequences
                      + " stretches of "
                      + text
                      + " and "
                      + drawn.bin()
                      + " neighbouring positions; policies in "
                      + drawn.dtype(),
                  "policies that share a line are within "
                      + QualityLines.SAME
                      + " nats of each other at every point",
                  "the vertical axis does not begin at 0"),
              drawn.lines(),
              List.of(),
              "position (characters read before the one that is predicted)",
              false,
              "NLL, nats",
              "",
              false,
              false,
              Optional.empty(),
              Optional.of(
                  new Picture.Mark(QualityNllChart.EDGE, quality.setting().blockSize() + 0.5))));
    }
    List<Picture.Dot> dots =
        quality.arms().stream()
            .filter(QualityCostChart::isDrawable)
            .map(arm -> QualityCostChart.dot(arm, quality.reference()))
            .toList();
    if (!dots.isEmpty()) {
      pictures.add(
          new Picture.Scatter(
              "quality-cost",
              QualityCostChart.TITLE,
              List.of(
                  "NLL: negative log-likelihood of the next character, positions "
                      + (quality.setting().blockSize() + 1)
                      + " to "
                      + quality.setting().positions(),
                  "error bars: 95 % interval over " + sequences + " stretches of " + text),
              dots,
              "time of a token past the window (rough: one process, not by JMH)",
              " µs",
              "NLL above the uncached model's, nats"));
    }
    return List.copyOf(pictures);
  }

  /** How the loss of a training falls; empty where no loss is a number. */
  public static Optional<Picture> ofLosses(List<LossChart.Point> points) {
    List<Line> lines =
        List.of(
            loss(
                "training, mean since the point before", Pen.armless(0), points, p -> p.training()),
            loss("held-out text", Pen.armless(1), points, p -> p.heldOut()));
    if (lines.stream().allMatch(line -> line.points().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new Picture.Lines(
            "loss",
            "Loss of the training",
            List.of("the vertical axis does not begin at 0"),
            lines.stream().filter(line -> !line.points().isEmpty()).toList(),
            List.of(),
            "steps",
            false,
            "cross-entropy, nats a token",
            "",
            false,
            false,
            Optional.empty(),
            Optional.empty()));
  }

  private static Line loss(
      String name, Pen pen, List<LossChart.Point> points, ToDoubleFunction<LossChart.Point> loss) {
    return new Line(
        name,
        pen,
        points.stream()
            .filter(point -> Double.isFinite(loss.applyAsDouble(point)))
            .map(
                point ->
                    new Line.Point(
                        point.step(),
                        new Estimate(loss.applyAsDouble(point), Double.NaN, Double.NaN, 1)))
            .toList());
  }

  private static String bars(List<Line> lines) {
    return Subtitle.barsOf(
        lines.stream().flatMap(line -> line.points().stream()).map(Line.Point::estimate).toList());
  }
}
