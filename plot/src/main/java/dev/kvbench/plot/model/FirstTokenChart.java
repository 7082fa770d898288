package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The time to the first token against the length of a prompt of which no cache has anything: a line
 * for each arm and policy.
 */
final class FirstTokenChart implements Chart {
  private static final String PROMPT = "promptLength";

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "PrefillBenchmark").stream()
            .filter(row -> row.count(PROMPT).isPresent())
            .filter(row -> row.isOf(Arm.UNCACHED) || row.count("cachedPercent").isEmpty())
            .map(row -> row.withoutParams(Set.of("cachedPercent")))
            .toList();
    if (RowFacts.values(rows, PROMPT) < 2) {
      return List.of();
    }
    List<Series> series =
        ArmLine.of(rows, PROMPT).stream()
            .map(line -> line.series(row -> Optional.of(RowFacts.seconds(row).times(1e3))))
            .toList();
    boolean log = scale.isLog(Series.places(series), Series.values(series));
    return List.of(
        LinePicture.of(
            run.heading(
                "first-token", "Time to the first token", rows, List.of(Notes.errorBars(series))),
            Axis.of("tokens of the prompt", "", log),
            Axis.of("time to the first token", " ms", log),
            series));
  }
}
