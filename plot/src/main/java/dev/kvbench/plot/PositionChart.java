package dev.kvbench.plot;

import dev.kvbench.results.Estimates;
import dev.kvbench.results.Row;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * What one token costs against its position: a line for each arm and cache policy, and what the
 * ceilings would have each arm cost.
 */
final class PositionChart {
  static final String TITLE = "What one token costs, by the tokens before it";
  private static final String BENCHMARK = "DecodeStepBenchmark";

  private PositionChart() {}

  /** Empty where no row of DecodeStepBenchmark holds a time in microseconds. */
  static Optional<XYChart> draw(List<Row> rows, ChartContext context, Scale scale) {
    List<Line> lines = lines(rows);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Axes axes = Axes.of(lines, scale, false);
    ValueAxis time =
        new ValueAxis("time of one token", " \u00b5s", axes.logValues(), Optional.empty());
    return Optional.of(
        new Figure(lines, predicted(rows), axes.logSteps(), time)
            .over("position (tokens before the one that is timed)")
            .draw(new Heading(TITLE, Subtitle.of(context.narrowedTo(own(rows)), lines))));
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
