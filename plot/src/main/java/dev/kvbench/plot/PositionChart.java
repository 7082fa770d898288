package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * What one token costs against its position: a line for each arm and cache policy, and what the
 * ceilings would have each arm cost. Many policies get a chart of their own: beside the uncached
 * arm, which takes a hundred times as long, no reader could tell them apart.
 */
final class PositionChart {
  static final String TITLE = "What one token costs, by the tokens before it";
  static final String POLICIES_TITLE = "What one cached token costs, by cache policy";
  private static final String BENCHMARK = "DecodeStepBenchmark";

  /**
   * More lines of an arm than this lie over each other where the other arm is drawn too, and their
   * error bars in any chart.
   */
  private static final int FEW = 3;

  private PositionChart() {}

  /**
   * {@link #compared} rows. Empty where no row of DecodeStepBenchmark holds a time in microseconds.
   */
  static Optional<XYChart> draw(List<Row> rows, ChartContext context, Scale scale) {
    return draw(TITLE, compared(rows), context, scale);
  }

  /** {@link #policies}. */
  static Optional<XYChart> drawPolicies(List<Row> rows, ChartContext context, Scale scale) {
    return draw(POLICIES_TITLE, policies(rows), context, scale);
  }

  /**
   * The rows of a chart of both arms: with every cached line or, where those are many, those of one
   * policy.
   */
  static List<Row> compared(List<Row> rows) {
    List<Row> own = own(rows);
    if (!isCrowded(own)) {
      return own;
    }
    List<String> policies = cached(own).stream().map(PositionChart::policy).toList();
    String one = ComparedPolicy.among(policies).orElseThrow();
    return own.stream().filter(row -> !isCached(row) || policy(row).equals(one)).toList();
  }

  /** The cached rows, of every policy, where {@link #compared} leaves some out; none otherwise. */
  static List<Row> policies(List<Row> rows) {
    List<Row> own = own(rows);
    return isCrowded(own) ? cached(own) : List.of();
  }

  private static boolean isCrowded(List<Row> own) {
    List<Row> cached = cached(own);
    return cached.size() < own.size() && lines(cached).size() > FEW;
  }

  private static List<Row> cached(List<Row> own) {
    return own.stream().filter(PositionChart::isCached).toList();
  }

  private static boolean isCached(Row row) {
    return Arm.ofMethod(row.method()).equals(Optional.of(Arm.CACHED));
  }

  private static String policy(Row row) {
    return row.params().getOrDefault("policy", "");
  }

  private static Optional<XYChart> draw(
      String title, List<Row> own, ChartContext context, Scale scale) {
    List<Line> lines = lines(own);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Axes axes = Axes.of(lines, scale, false);
    ValueAxis time =
        new ValueAxis("time of one token", " \u00b5s", axes.logValues(), Optional.empty());
    Figure figure =
        new Figure(lines, predicted(own), axes.logSteps(), time)
            .over("position (tokens before the one that is timed)");
    return Optional.of(
        (lines.size() > FEW ? figure.apart() : figure)
            .draw(new Heading(title, Subtitle.of(context.narrowedTo(own), lines))));
  }

  static List<Line> lines(List<Row> rows) {
    return ArmLines.of(own(rows), Ceilings.POSITION, Estimates::of);
  }

  /** What the ceilings predict for the rows that {@link #lines} draws. */
  static List<Line> predicted(List<Row> rows) {
    return Ceilings.lines(own(rows));
  }

  private static List<Row> own(List<Row> rows) {
    return ArmLines.rows(rows, BENCHMARK, "us/op").stream()
        .filter(row -> ArmLines.counts(row, Ceilings.POSITION))
        .toList();
  }
}
