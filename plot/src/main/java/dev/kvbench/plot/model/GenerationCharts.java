package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
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
  private static final String BLOCK = "1024";
  private static final String EMBED = "256";

  /** On a plain axis points so many times beyond the measured ones would press these together. */
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
    Range steps = Series.places(seconds);
    // both axes count alike: time over steps bends without reason where only one is logarithmic
    boolean log = scale.isLog(steps, Series.values(seconds));
    List<Integer> article = article(rows, log ? Double.POSITIVE_INFINITY : BEYOND * steps.high());
    Axis axis = Axis.of("steps (new tokens generated)", "", log);
    List<Picture> pictures = new ArrayList<>();
    pictures.add(
        LinePicture.of(
                run.heading(
                    "latency",
                    "Time to generate with and without a KV cache",
                    rows,
                    List.of(Notes.errorBars(seconds))),
                axis,
                Axis.of("time of one generation", " s", log),
                seconds)
            .against(
                series("article, uncached", Arm.UNCACHED, article, i -> UNCACHED[i]),
                series("article, cached", Arm.CACHED, article, i -> CACHED[i])));
    Map<Row, ArmPair> pairs = new HashMap<>();
    ArmPair.of(rows).forEach(pair -> pairs.put(pair.cached(), pair));
    List<Series> ratios =
        lines.stream()
            .map(l -> l.series(row -> Optional.ofNullable(pairs.get(row)).map(ArmPair::speedup)))
            .filter(line -> !line.points().isEmpty())
            .toList();
    if (!ratios.isEmpty()) {
      boolean wide = scale.isLog(Series.values(ratios));
      pictures.add(
          LinePicture.of(
                  run.heading(
                      "speedup",
                      "How many times faster a KV cache makes generation",
                      rows,
                      List.of(Notes.errorBars(ratios))),
                  axis,
                  Axis.of("uncached time ÷ cached time", "×", wide),
                  ratios)
              .against(
                  series(
                      "the article's figures", Arm.CACHED, article, i -> UNCACHED[i] / CACHED[i]))
              .marked(new LinePicture.Mark("no gain", false, 1, "")));
    }
    return pictures;
  }

  /** The article's points up to a number of steps; none beside lines of another model. */
  private static List<Integer> article(List<Row> rows, double most) {
    boolean same =
        rows.stream()
            .allMatch(
                row ->
                    row.param("blockSize").equals(Optional.of(BLOCK))
                        && row.param("embedSize").equals(Optional.of(EMBED))
                        && row.param("layers").orElse("4").equals("4")
                        && row.param("heads").orElse("4").equals("4")
                        && row.param("batchSize").orElse("1").equals("1"));
    return IntStream.range(0, STEPS.length).filter(i -> same && STEPS[i] <= most).boxed().toList();
  }

  private static Series series(
      String name, Arm arm, List<Integer> drawn, IntToDoubleFunction value) {
    return new Series(
        name + " (device not stated)",
        Pen.reference(arm, 0),
        drawn.stream().map(i -> Series.Point.of(STEPS[i], value.applyAsDouble(i))).toList());
  }
}
