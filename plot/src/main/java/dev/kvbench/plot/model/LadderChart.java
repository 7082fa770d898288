package dev.kvbench.plot.model;

import dev.kvbench.plot.model.BarPicture.Bar;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          "fused", "+ all heads in one operation",
          "step", "+ TorchScript, one call a token",
          "loop", "+ one call a generation",
          "kernels", "+ fused attention, faster matrix products");

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Rung> rungs = Rung.of(run.rows().stream().filter(RowFacts::isOurs).toList());
    List<Picture> pictures = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      List<Rung> own = rungs.stream().filter(rung -> rung.arm() == arm).toList();
      if (!own.isEmpty()) {
        pictures.add(picture(run, arm, own));
      }
    }
    return pictures;
  }

  private static Picture picture(RunData run, Arm arm, List<Rung> rungs) {
    List<Row> rows = rungs.stream().map(Rung::row).toList();
    Set<String> differing = RowFacts.differing(rows, Set.of("rung", "dtype"));
    List<Bar> bars =
        rungs.stream()
            .map(
                rung ->
                    new Bar(
                        name(rung, differing),
                        label(rung, rungs),
                        rung.millisecondsPerToken(),
                        arm,
                        RowFacts.isApproximate(rung.row()),
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

  /** The time of a token and, above the first rung, how many times less it is than there. */
  private static String label(Rung rung, List<Rung> rungs) {
    double time = rung.millisecondsPerToken().value();
    String label = Numbers.figure(time) + " ms";
    return rung.isFirst()
        ? label
        : rung.first(rungs)
            .map(first -> first.millisecondsPerToken().value() / time)
            .map(factor -> label + String.format(Locale.ROOT, " (%.2f\u00d7 as fast)", factor))
            .orElse(label);
  }

  /** What the bar's rung changes, and what tells it from bars of other ladders. */
  private static String name(Rung rung, Set<String> differing) {
    return rung.arm().word()
        + ": "
        + change(rung)
        + RowFacts.words(rung.row(), differing)
        + (RowFacts.isApproximate(rung.row()) ? " (approximate)" : "");
  }

  private static String change(Rung rung) {
    String words = WORDS.getOrDefault(rung.name(), rung.name());
    if (rung.dtype().equals("float32")) {
      return words;
    }
    // on the last rung the format is the one change more; below it the bar stands beside its rung
    return (rung.name().equals(LAST) ? "" : words + " ") + "+ " + rung.dtype();
  }
}
