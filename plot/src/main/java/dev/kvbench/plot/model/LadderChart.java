package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Ladder;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ladder of an arm as bars: time a token from the article's published form to the fastest right
 * one, a bar for each change, in the order of the run. Each arm and setting has a picture of its
 * own: beside the uncached one the cached one's bars would be too short to see.
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
    List<Picture> pictures = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      List<Row> own = rows.stream().filter(row -> row.isOf(arm)).toList();
      Set<String> differing = RowFacts.differing(own, Ladder.PARAMS);
      own.stream()
          .collect(
              Collectors.groupingBy(
                  row -> RowFacts.key("ladder-" + arm.word(), row, differing),
                  LinkedHashMap::new,
                  Collectors.toList()))
          .forEach((key, ladder) -> pictures.add(picture(run, key, ladder, differing)));
    }
    return pictures;
  }

  private static Picture picture(RunData run, String key, List<Row> rows, Set<String> differing) {
    List<Bar> bars = rows.stream().map(row -> bar(row, rows)).toList();
    return new BarPicture(
        run.heading(
            key,
            "The "
                + rows.get(0).method()
                + " arm, one change at a time"
                + RowFacts.words(rows.get(0), differing),
            rows,
            List.of(Notes.PALE, Notes.errorBarsOf(bars.stream().map(Bar::value).toList()))),
        Axis.of("time of a token, generation from token 0", " ms", false),
        bars);
  }

  /** The time of a token and, above the first rung, how many times less it is than there. */
  private static Bar bar(Row row, List<Row> rows) {
    String rung = row.param(Ladder.RUNG).orElse("unknown");
    String dtype = row.param("dtype").filter(it -> !it.equals("float32")).orElse("");
    OptionalDouble faster =
        Ladder.speedup(row, rows).filter(ratio -> !Ladder.isFirst(row)).stream()
            .mapToDouble(Estimate::value)
            .findFirst();
    return ArmBars.bar(
        "",
        WORDS.getOrDefault(rung, rung) + (dtype.isEmpty() ? "" : ", " + dtype),
        row,
        Throughput.secondsPerToken(row).orElseThrow().times(1e3),
        faster);
  }
}
