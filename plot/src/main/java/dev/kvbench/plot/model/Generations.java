package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Whole generations by their length, and the article's beside them. */
final class Generations {
  /** The article's ten published times, for a model of one block size and width. */
  private static final String BLOCK = "1024";

  private static final String EMBED = "256";
  private static final double[] STEPS = {100, 500, 1000, 5000, 10000};
  private static final double[] CACHED = {0.2, 1.3, 2.85, 16.5, 31};
  private static final double[] UNCACHED = {0.3, 1.8, 5.01, 40.4, 85};

  /** How many times beyond the measured steps points of the article are still of use. */
  private static final double BEYOND = 2.5;

  private static final double BEYOND_ON_A_PLAIN_AXIS = 1.2;

  private final List<Row> rows;
  private final List<ArmLine> lines;
  private final List<Series> seconds;
  private final boolean log;

  private Generations(List<Row> rows, Scale scale) {
    this.rows = rows;
    this.lines = ArmLine.of(rows, "steps");
    this.seconds = lines.stream().map(line -> line.series(RowFacts::seconds)).toList();
    // both axes count alike: time over steps bends without reason where only one is logarithmic
    this.log = !rows.isEmpty() && scale.isLog(steps(), Axes.values(seconds));
  }

  /** Those of a run. A row that was measured twice is one with more forks. */
  static Generations of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(ArmPair.merged(run.rows()), "GenerateBenchmark").stream()
            .filter(row -> row.count("steps").isPresent())
            .toList();
    return new Generations(rows, scale);
  }

  List<Row> rows() {
    return rows;
  }

  List<ArmLine> lines() {
    return lines;
  }

  /** Seconds of a generation, a series for each line. */
  List<Series> seconds() {
    return seconds;
  }

  boolean isLog() {
    return log;
  }

  Axis stepsAxis() {
    return Axis.of("steps (new tokens generated)", "", log);
  }

  /** The article's seconds, where they are drawn. */
  List<Series> articleSeconds() {
    return Axes.nonEmpty(
        article("article, uncached", Arm.UNCACHED, i -> UNCACHED[i]),
        article("article, cached", Arm.CACHED, i -> CACHED[i]));
  }

  /** The article's uncached ÷ cached, where it is drawn. */
  List<Series> articleSpeedup() {
    return Axes.nonEmpty(
        article("the article's figures", Arm.CACHED, i -> UNCACHED[i] / CACHED[i]));
  }

  private Series article(String name, Arm arm, IntToDoubleFunction value) {
    List<Series.Point> points = new ArrayList<>();
    for (int i = 0; i < STEPS.length; i++) {
      if (isDrawn(STEPS[i])) {
        points.add(Series.Point.of(STEPS[i], value.applyAsDouble(i)));
      }
    }
    String note =
        isArticlesModel()
            ? " (device not stated)"
            : " (block " + BLOCK + ", embed " + EMBED + ", device not stated)";
    return new Series(name + note, Pen.reference(arm, 0), points);
  }

  private boolean isArticlesModel() {
    return rows.stream()
        .anyMatch(
            row ->
                row.params().getOrDefault("blockSize", BLOCK).equals(BLOCK)
                    && row.params().getOrDefault("embedSize", EMBED).equals(EMBED));
  }

  /**
   * Whether a point of the article is drawn. A logarithmic axis has room for all; on a plain one
   * those far off would press the measured lines together.
   */
  private boolean isDrawn(double articleSteps) {
    return (log && isArticlesModel())
        || steps().widened(log ? BEYOND : BEYOND_ON_A_PLAIN_AXIS).contains(articleSteps);
  }

  private Range steps() {
    return Axes.places(seconds);
  }
}
