package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Throughput;
import java.util.List;

/** What batching buys: tokens a second over the sequences that are generated side by side. */
final class BatchChart implements Chart {
  private static final String BATCH = "batchSize";

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "BatchBenchmark").stream()
            .filter(row -> row.count(BATCH).isPresent() && row.count("steps").isPresent())
            .toList();
    if (RowFacts.values(rows, BATCH) < 2) {
      return List.of();
    }
    List<Series> series =
        ArmLine.of(rows, BATCH).stream()
            .map(line -> line.series(Throughput::tokensPerSecond))
            .toList();
    String title = "How many tokens a second, by sequences side by side";
    Heading heading = run.heading("batch", title, rows, List.of(Notes.errorBars(series)));
    // batch sizes double, and where batching is free so do the tokens: then the line is straight
    boolean log = scale != Scale.LINEAR;
    return List.of(
        LinePicture.of(
            heading,
            Axis.of("sequences side by side (batch size)", "", log),
            Axis.of("tokens a second, all sequences together", "", log),
            series));
  }
}
