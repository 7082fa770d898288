package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;

/** The ten times that the article prints, for a model of one block size and width. */
final class Article {
  private static final String BLOCK = "1024";
  private static final String EMBED = "256";
  private static final double[] STEPS = {100, 500, 1000, 5000, 10000};
  private static final double[] CACHED = {0.2, 1.3, 2.85, 16.5, 31};
  private static final double[] UNCACHED = {0.3, 1.8, 5.01, 40.4, 85};

  private Article() {}

  /** The article's two lines of seconds, where the steps are in sight. */
  static List<Line> seconds(String note, DoublePredicate inSight) {
    return lines(
        line("article, uncached" + note, Arm.UNCACHED, inSight, i -> UNCACHED[i]),
        line("article, cached" + note, Arm.CACHED, inSight, i -> CACHED[i]));
  }

  /** The article's line of uncached ÷ cached, where the steps are in sight. */
  static List<Line> speedup(String note, DoublePredicate inSight) {
    return lines(
        line("the article's figures" + note, Arm.CACHED, inSight, i -> UNCACHED[i] / CACHED[i]));
  }

  /** What the article leaves open, and its model where that is not the measured one. */
  static String note(List<Series> measured) {
    return isModelOf(measured)
        ? " (device not stated)"
        : " (block " + BLOCK + ", embed " + EMBED + ", device not stated)";
  }

  /** Whether anything was measured on a model of the article's size. */
  static boolean isModelOf(List<Series> measured) {
    return measured.stream()
        .map(Series::setting)
        .anyMatch(
            setting ->
                setting.getOrDefault("blockSize", BLOCK).equals(BLOCK)
                    && setting.getOrDefault("embedSize", EMBED).equals(EMBED));
  }

  private static Line line(
      String name, Arm arm, DoublePredicate inSight, IntToDoubleFunction value) {
    List<Line.Point> points = new ArrayList<>();
    for (int i = 0; i < STEPS.length; i++) {
      if (inSight.test(STEPS[i])) {
        double figure = value.applyAsDouble(i);
        points.add(new Line.Point(STEPS[i], new Estimate(figure, Double.NaN, Double.NaN, 1)));
      }
    }
    return new Line(name, Pen.reference(arm), points);
  }

  private static List<Line> lines(Line... lines) {
    return List.of(lines).stream().filter(line -> !line.points().isEmpty()).toList();
  }
}
