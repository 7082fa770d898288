package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Ladder;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The ladder of an arm as bars: time a token from the article's published form to the fastest right
 * one, a bar for each change and a group for each setting. Each arm has a picture of its own:
 * beside the uncached one the cached one's bars would be too short to see.
 */
final class LadderChart implements Chart {
  /** What each rung changes, from the first one up. */
  private static final List<Map.Entry<String, String>> RUNGS =
      List.of(
          Map.entry("published", "as the article publishes it"),
          Map.entry("mask", "+ attends to filled slots only"),
          Map.entry("positions", "+ every token its own position"),
          Map.entry("ring", "+ a ring instead of moving all slots"),
          Map.entry("last_token", "+ last layer for the last token only"),
          Map.entry("fused", "+ all heads in one operation"),
          Map.entry("step", "+ TorchScript, one call a token"),
          Map.entry("loop", "+ one call a generation"),
          Map.entry("kernels", "+ fused attention, faster matrix products"));

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        run.rows().stream()
            .filter(row -> Ladder.isRung(row) && RowFacts.isTimed(row))
            .filter(row -> row.count("steps").isPresent())
            .sorted(Comparator.comparing(LadderChart::place))
            .toList();
    return Arrays.stream(Arm.values())
        .filter(arm -> arm.isIn(rows))
        .map(arm -> picture(run, arm, rows.stream().filter(row -> row.isOf(arm)).toList()))
        .toList();
  }

  private static Picture picture(RunData run, Arm arm, List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Ladder.PARAMS);
    List<Bar> bars = new ArrayList<>();
    ArmBars.groups(rows, row -> RowFacts.name(row, differing))
        .forEach((group, own) -> own.forEach(row -> bars.add(bar(group, row, own))));
    return new BarPicture(
        run.heading(
            "ladder-" + arm.word(),
            "The " + arm.word() + " arm, one change at a time",
            rows,
            Notes.ofBars(rows, LadderChart::millis)),
        Axis.of("time of a token, generation from token 0", " ms", false),
        bars);
  }

  private static Estimate millis(Row row) {
    return Throughput.secondsPerToken(row).orElseThrow().times(1e3);
  }

  /** The time of a token and, above the first rung, how many times less it is than there. */
  private static Bar bar(String group, Row row, List<Row> rows) {
    boolean first =
        rows.stream().filter(other -> rung(other).equals(rung(row))).limit(1).anyMatch(row::equals);
    String rung = first ? words(row) : "the same";
    OptionalDouble faster =
        Ladder.speedup(row, rows).filter(ratio -> !Ladder.isFirst(row)).stream()
            .mapToDouble(Estimate::value)
            .findFirst();
    return ArmBars.bar(group, rung + RowFacts.dtypeWords(row), row, millis(row), faster);
  }

  private static String words(Row row) {
    int place = place(row);
    return place < RUNGS.size() ? RUNGS.get(place).getValue() : rung(row);
  }

  private static String rung(Row row) {
    return row.param(Ladder.RUNG).orElseThrow();
  }

  /** How far up; of an unknown rung above all. */
  private static int place(Row row) {
    List<String> names = RUNGS.stream().map(Map.Entry::getKey).toList();
    int place = names.indexOf(rung(row));
    return place < 0 ? names.size() : place;
  }
}
