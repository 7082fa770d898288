package dev.kvbench.plot;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/** What batching buys: tokens a second over the sequences that are generated side by side. */
final class BatchChart {
  static final String TITLE = "How many tokens a second, by sequences side by side";
  private static final String BENCHMARK = "BatchBenchmark";
  private static final String BATCH = "batchSize";
  private static final String STEPS = "steps";

  private BatchChart() {}

  /** Empty where no row of BatchBenchmark holds a time in seconds. */
  static Optional<XYChart> draw(List<Row> rows, ChartContext context, Scale scale) {
    List<Line> lines = lines(rows);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    // batch sizes double, and where batching is free so do the tokens: then the line is straight
    boolean log = scale != Scale.LINEAR;
    ValueAxis tokens =
        new ValueAxis("tokens a second, all sequences together", "", log, Optional.empty());
    return Optional.of(
        new Figure(lines, List.of(), log, tokens)
            .over("sequences side by side (batch size)")
            .draw(new Heading(TITLE, Subtitle.of(context, lines))));
  }

  static List<Line> lines(List<Row> rows) {
    List<Row> own =
        ArmLines.rows(rows, BENCHMARK, "s/op").stream()
            .filter(row -> ArmLines.counts(row, BATCH) && ArmLines.count(row, BATCH) > 0)
            .filter(row -> ArmLines.counts(row, STEPS) && ArmLines.count(row, STEPS) > 0)
            .toList();
    return ArmLines.of(own, BATCH, BatchChart::tokensPerSecond);
  }

  /** From the time, which is known for each fork; the longest time is the lowest rate. */
  private static Estimate tokensPerSecond(Row row) {
    double tokens = (double) ArmLines.count(row, BATCH) * ArmLines.count(row, STEPS);
    Estimate seconds = Estimates.of(row);
    return new Estimate(
        tokens / seconds.value(), tokens / seconds.high(), tokens / seconds.low(), seconds.forks());
  }
}
