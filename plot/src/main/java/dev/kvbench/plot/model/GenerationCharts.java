package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.HashMap;
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
  /** The article's ten published times, and the model that they are of. */
  private static final double[] STEPS = {100, 500, 1000, 5000, 10000};

  private static final double[] CACHED = {0.2, 1.3, 2.85, 16.5, 31};
  private static final double[] UNCACHED = {0.3, 1.8, 5.01, 40.4, 85};
  private static final Map<String, String> MODEL =
      Map.of(
          "layers", "4", "heads", "4", "embedSize", "256", "blockSize", "1024", "batchSize", "1");

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
    List<ArmLine> lines = ArmLine.of(rows, "steps");
    List<Series> seconds =
        lines.stream().map(line -> line.series(Throughput::secondsPerOperation)).toList();
    Map<Row, ArmPair> pairs = new HashMap<>();
    ArmPair.of(rows).forEach(pair -> pairs.put(pair.cached(), pair));
    List<Series> ratios =
        lines.stream()
            .map(l -> l.series(row -> Optional.ofNullable(pairs.get(row)).map(ArmPair::speedup)))
            .filter(line -> !line.points().isEmpty())
            .toList();
    Heading latency =
        run.heading(
            "latency",
            "Time to generate with and without a KV cache",
            rows,
            List.of(Notes.errorBars(seconds)));
    Heading speedup =
        run.heading(
            "speedup",
            "How many times faster a KV cache makes generation",
            rows,
            List.of(Notes.errorBars(ratios)));
    Range steps = Series.places(seconds);
    if (RowFacts.values(rows, "steps") < 2) {
      return bars(latency, speedup, rows, pairs);
    }
    List<Picture> pictures = new ArrayList<>();
    // both axes count alike: time over steps bends without reason where only one is logarithmic
    boolean log = scale.isLog(steps, Series.values(seconds));
    List<Integer> article = article(rows, steps.widened(BEYOND));
    Axis axis = Axis.of("steps (new tokens generated)", "", log);
    pictures.add(
        LinePicture.of(latency, axis, Axis.of("time of one generation", " s", log), seconds)
            .against(
                series("article, uncached", Arm.UNCACHED, article, i -> UNCACHED[i]),
                series("article, cached", Arm.CACHED, article, i -> CACHED[i])));
    if (!ratios.isEmpty()) {
      boolean wide = scale != Scale.LINEAR; // equal factors are equally far apart
      pictures.add(
          LinePicture.of(speedup, axis, Axis.ofRatios("uncached time ÷ cached time", wide), ratios)
              .against(
                  series(
                      "the article's figures", Arm.CACHED, article, i -> UNCACHED[i] / CACHED[i]))
              .marked(new LinePicture.Mark("no gain", false, 1, "")));
    }
    return pictures;
  }

  /** Of one number of steps a line would be a point. */
  private static List<Picture> bars(
      Heading latency, Heading speedup, List<Row> rows, Map<Row, ArmPair> pairs) {
    String steps = rows.get(0).params().get("steps");
    Set<String> differing = RowFacts.differing(rows, Set.of("policy"));
    Picture times =
        ArmBars.of(
            latency,
            Axis.of("time of one generation of " + steps + " tokens", " s", false),
            rows,
            row -> RowFacts.words(row, differing).replaceFirst("^, ", ""),
            Set.of(),
            RowFacts::seconds);
    List<Row> paired = rows.stream().filter(pairs::containsKey).toList();
    if (paired.isEmpty()) {
      return List.of(times);
    }
    Axis axis = Axis.of("uncached time ÷ cached time, " + steps + " tokens", "×", false);
    return List.of(
        times,
        ArmBars.of(speedup, axis, paired, row -> "", differing, row -> pairs.get(row).speedup()));
  }

  /** The article's points at such steps; none beside lines of another model. */
  private static List<Integer> article(List<Row> rows, Range steps) {
    boolean same =
        rows.stream().allMatch(row -> row.params().entrySet().containsAll(MODEL.entrySet()));
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
