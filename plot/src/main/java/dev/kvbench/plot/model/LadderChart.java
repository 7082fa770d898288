package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Ladder;
import dev.kvbench.results.stats.Throughput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The ladder of an arm as bars: time a token from the article's published form to the fastest right
 * one, a bar for each change, in the order of the run. Each arm has a picture of its own: beside
 * the uncached one the cached one's bars would be too short to see.
 */
final class LadderChart implements Chart {
  /** What each rung changes. */
  private static final Map<String, String> WORDS =
      Map.of(
          "published", "as the article publishes it",
          "mask", "+ attends to filled slots only",
          "positions", "+ every token its own position",
          "ring", "+ a ring instead of moving all slots",
          "last_token", "+ last layer for the last token only",
          "fused", "+ all heads in one operation",
          "step", "+ TorchScript, one call a token",
          "loop", "+ one call a generation",
          "kernels", "+ fused attention, faster matrix products");

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "LadderBenchmark").stream()
            .filter(row -> row.count("steps").isPresent())
            .toList();
    return Arrays.stream(Arm.values())
        .filter(arm -> rows.stream().anyMatch(row -> row.isOf(arm)))
        .map(arm -> picture(run, arm, rows.stream().filter(row -> row.isOf(arm)).toList()))
        .toList();
  }

  private static Picture picture(RunData run, Arm arm, List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Ladder.PARAMS);
    List<Bar> bars = rows.stream().map(row -> bar(row, rows, differing)).toList();
    return new BarPicture(
        run.heading(
            "ladder-" + arm.word(),
            "Where the time goes, one change at a time: " + arm.word(),
            rows,
            List.of(Notes.PALE, Notes.errorBarsOf(bars.stream().map(Bar::value).toList()))),
        Axis.of("milliseconds a token, generation from token 0", "", false),
        bars);
  }

  /** The time of a token and, above the first rung, how many times less it is than there. */
  private static Bar bar(Row row, List<Row> rows, Set<String> differing) {
    Estimate time = Throughput.secondsPerToken(row).orElseThrow().times(1e3);
    String rung = row.param(Ladder.RUNG).orElse("unknown");
    String dtype = row.param("dtype").filter(it -> !it.equals("float32")).orElse("");
    String name =
        row.method()
            + ": "
            + WORDS.getOrDefault(rung, rung)
            + (dtype.isEmpty() ? "" : ", " + dtype)
            + (RowFacts.isApproximate(row) ? " (approximate)" : "")
            + RowFacts.words(row, differing);
    String faster =
        Ladder.speedup(row, rows)
            .filter(ratio -> !Ladder.isFirst(row))
            .map(ratio -> " (" + Numbers.times(ratio.value()) + " as fast)")
            .orElse("");
    String label = Numbers.digits(time.value()) + " ms" + faster;
    return RowFacts.bar(row, name, label, time, OptionalDouble.empty());
  }
}
