package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.List;

/** What batching buys: tokens a second over the sequences that are generated side by side. */
final class BatchChart implements Chart {
  private static final String BATCH = "batchSize";
  private static final String STEPS = "steps";

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "BatchBenchmark").stream()
            .filter(row -> RowFacts.count(row, BATCH) > 0 && RowFacts.count(row, STEPS) > 0)
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Series> series =
        ArmLine.of(rows, BATCH).stream()
            .map(line -> line.series(BatchChart::tokensPerSecond))
            .toList();
    // batch sizes double, and where batching is free so do the tokens: then the line is straight
    boolean log = scale != Scale.LINEAR;
    Heading heading =
        run.heading(
            "batch",
            "How many tokens a second, by sequences side by side",
            rows,
            List.of(Notes.errorBars(series)));
    return List.of(
        LinePicture.of(
            heading,
            Axis.of("sequences side by side (batch size)", "", log),
            Axis.of("tokens a second, all sequences together", "", log),
            series));
  }

  /** The row's work by its figure; the longest time is the lowest rate. */
  private static Estimate tokensPerSecond(Row row) {
    double tokens = (double) RowFacts.count(row, BATCH) * RowFacts.count(row, STEPS);
    Estimate seconds = RowFacts.seconds(row);
    return new Estimate(
        tokens / seconds.value(), tokens / seconds.high(), tokens / seconds.low(), seconds.forks());
  }
}
