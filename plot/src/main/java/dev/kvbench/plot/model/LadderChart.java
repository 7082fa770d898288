package dev.kvbench.plot.model;

import dev.kvbench.plot.model.BarPicture.Bar;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Ladder;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
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
  /** The rung that has every change but the number format. */
  private static final String LAST = "kernels";

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
    List<Picture> pictures = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      List<Row> own = rows.stream().filter(row -> row.isOf(arm)).toList();
      if (!own.isEmpty()) {
        pictures.add(picture(run, arm, own));
      }
    }
    return pictures;
  }

  private static Picture picture(RunData run, Arm arm, List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Ladder.PARAMS);
    List<Bar> bars =
        rows.stream()
            .map(
                row ->
                    new Bar(
                        arm.word() + ": " + change(row) + RowFacts.words(row, differing),
                        label(row, rows),
                        milliseconds(row),
                        arm,
                        RowFacts.isApproximate(row),
                        OptionalDouble.empty()))
            .toList();
    Heading heading =
        run.heading(
            "ladder-" + arm.word(),
            "Where the time goes, one change at a time: " + arm.word(),
            rows,
            List.of(Notes.PALE, Notes.errorBarsOf(bars.stream().map(Bar::value).toList())));
    return new BarPicture(
        heading, Axis.of("milliseconds a token, generation from token 0", "", false), bars);
  }

  private static Estimate milliseconds(Row row) {
    return Throughput.secondsPerToken(row).orElseThrow().times(1e3);
  }

  /** The time of a token and, above the first rung, how many times less it is than there. */
  private static String label(Row row, List<Row> rows) {
    String label = Numbers.digits(milliseconds(row).value()) + " ms";
    return Ladder.isFirst(row)
        ? label
        : Ladder.speedup(row, rows)
            .map(ratio -> label + " (" + Numbers.times(ratio.value()) + " as fast)")
            .orElse(label);
  }

  /** What the row's rung changes. */
  private static String change(Row row) {
    String rung = row.param(Ladder.RUNG).orElse("unknown");
    String dtype = row.param("dtype").orElse("float32");
    String words = WORDS.getOrDefault(rung, rung);
    String approximate = RowFacts.isApproximate(row) ? " (approximate)" : "";
    if (dtype.equals("float32")) {
      return words + approximate;
    }
    // on the last rung the format is the one change more; below it the bar stands beside its rung
    return (rung.equals(LAST) ? "" : words + " ") + "+ " + dtype + approximate;
  }
}
