package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** A figure over one parameter, a line for each arm and policy. */
final class SweepCharts implements Chart {

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    return Stream.concat(firstToken(run, scale), batch(run, scale)).toList();
  }

  /** The time to the first token over the length of a prompt of which no cache has anything. */
  private static Stream<Picture> firstToken(RunData run, Scale scale) {
    String prompt = "promptLength";
    List<Row> rows =
        RowFacts.timed(run.rows(), "PrefillBenchmark").stream()
            .filter(row -> row.count(prompt).isPresent())
            .filter(row -> row.isOf(Arm.UNCACHED) || row.count("cachedPercent").isEmpty())
            .map(row -> row.withoutParams(Set.of("cachedPercent")))
            .toList();
    List<Series> lines = lines(rows, prompt, row -> Optional.of(RowFacts.seconds(row).times(1e3)));
    boolean log = !rows.isEmpty() && scale.isLog(Series.places(lines), Series.values(lines));
    Axis x = Axis.of("tokens of the prompt", "", log);
    Axis y = Axis.of("time to the first token", " ms", log);
    return picture(run, "first-token", "Time to the first token", rows, prompt, x, y, lines);
  }

  /** What batching buys: tokens a second over the sequences that are generated side by side. */
  private static Stream<Picture> batch(RunData run, Scale scale) {
    String batch = "batchSize";
    List<Row> rows =
        RowFacts.timed(run.rows(), "BatchBenchmark").stream()
            .filter(row -> row.count(batch).isPresent() && row.count("steps").isPresent())
            .toList();
    // batch sizes double, and where batching is free so do the tokens: then the line is straight
    boolean log = scale != Scale.LINEAR;
    String each =
        RowFacts.values(rows, "steps") == 1
            ? ", " + rows.get(0).params().get("steps") + " tokens each"
            : "";
    Axis x = Axis.of("sequences side by side (batch size)" + each, "", log);
    Axis y = Axis.of("tokens a second, all sequences together", "", log);
    String title = "How many tokens a second, by sequences side by side";
    List<Series> lines = lines(rows, batch, Throughput::tokensPerSecond);
    return picture(run, "batch", title, rows, batch, x, y, lines);
  }

  private static List<Series> lines(
      List<Row> rows, String over, Function<Row, Optional<Estimate>> value) {
    return ArmLine.of(rows, over).stream().map(line -> line.series(value)).toList();
  }

  /** Of a single value of the parameter a line would be a point. */
  private static Stream<Picture> picture(
      RunData run,
      String key,
      String title,
      List<Row> rows,
      String over,
      Axis x,
      Axis y,
      List<Series> lines) {
    if (Series.points(lines).map(Series.Point::x).distinct().count() < 2) {
      return Stream.of();
    }
    return Stream.of(
        LinePicture.of(
            run.heading(key, title, rows, Set.of(over), List.of(Notes.errorBars(lines))),
            x,
            y,
            lines));
  }
}
