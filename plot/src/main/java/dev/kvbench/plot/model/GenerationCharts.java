package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.ArticleModel;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Throughput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whole generations by their length: the article's figure, seconds over steps, and what the cache
 * buys; with the article's points where its model was measured.
 */
final class GenerationCharts implements Chart {
  private static final String LATENCY = "Time to generate with and without a KV cache";
  private static final String SPEEDUP = "How many times as fast generation is with a KV cache";

  /** The article's ten published times. */
  private static final double[] STEPS = {100, 500, 1000, 5000, 10000};

  private static final double[] CACHED = {0.2, 1.3, 2.85, 16.5, 31};
  private static final double[] UNCACHED = {0.3, 1.8, 5.01, 40.4, 85};

  /** Points so many times beyond the measured ones would press these together. */
  private static final double BEYOND = 1.2;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    // a row that was measured twice is one with more forks
    List<Row> rows =
        RowFacts.timed(ArmPair.merged(run.rows()), "GenerateBenchmark").stream()
            .filter(row -> row.count("steps").isPresent())
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    if (RowFacts.values(rows, "steps") < 2) {
      return List.of(bars(run, rows));
    }
    List<ArmLine> lines = ArmLine.of(rows, "steps");
    List<Series> seconds =
        lines.stream().map(line -> line.series(Throughput::secondsPerOperation)).toList();
    Range steps = Series.places(seconds);
    List<Integer> article = article(rows, steps.widened(BEYOND));
    // both axes count alike: time over steps bends without reason where only one is logarithmic
    boolean log = scale.isLog(steps, Series.values(seconds));
    Axis axis = Axis.of("steps (new tokens generated)", "", log);
    Picture latency =
        LinePicture.of(
                run.heading("latency", LATENCY, rows, List.of(Notes.errorBars(seconds))),
                axis,
                Axis.of("time of one generation", " s", log),
                seconds)
            .against(
                series("article, uncached", Arm.UNCACHED, article, i -> UNCACHED[i]),
                series("article, cached", Arm.CACHED, article, i -> CACHED[i]));
    Map<Row, ArmPair> pairs = ArmPair.byCached(rows);
    if (pairs.isEmpty()) {
      return List.of(latency);
    }
    List<Series> ratios =
        lines.stream()
            .map(l -> l.series(row -> Optional.ofNullable(pairs.get(row)).map(ArmPair::speedup)))
            .filter(line -> !line.points().isEmpty())
            .toList();
    boolean wide = scale != Scale.LINEAR; // equal factors are equally far apart
    return List.of(
        latency,
        LinePicture.of(
                run.heading("speedup", SPEEDUP, rows, List.of(Notes.errorBars(ratios))),
                axis,
                Axis.ofRatios("uncached time ÷ cached time", wide),
                ratios)
            .against(
                series("the article's figures", Arm.CACHED, article, i -> UNCACHED[i] / CACHED[i]))
            .marked(new LinePicture.Mark("no gain", false, 1, "")));
  }

  /**
   * Of one number of steps a line would be a point. Both arms' times stand beside each other with
   * the ratio: by itself that would make a slow uncached arm look like a good cache.
   */
  private static Picture bars(RunData run, List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Set.of("policy"));
    String steps = rows.get(0).params().get("steps");
    return ArmBars.of(
        run.heading("latency", LATENCY, rows, Notes.ofBars(rows, RowFacts::seconds)),
        Axis.of("time of one generation of " + steps + " tokens", " s", false),
        rows,
        row -> RowFacts.name(row, differing),
        Set.of(),
        RowFacts::seconds);
  }

  /** The article's points at such steps; none beside lines of another model. */
  private static List<Integer> article(List<Row> rows, Range steps) {
    boolean same =
        rows.stream()
            .allMatch(row -> row.params().entrySet().containsAll(ArticleModel.PARAMS.entrySet()));
    return IntStream.range(0, STEPS.length)
        .filter(i -> same && steps.contains(STEPS[i]))
        .boxed()
        .toList();
  }

  private static Series series(
      String name, Arm arm, List<Integer> drawn, IntToDoubleFunction value) {
    return new Series(
        name + " (device not stated)",
        Pen.reference(arm, 0),
        drawn.stream().map(i -> Series.Point.of(STEPS[i], value.applyAsDouble(i))).toList());
  }
}
