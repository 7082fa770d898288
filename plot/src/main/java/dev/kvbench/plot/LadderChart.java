package dev.kvbench.plot;

import dev.kvbench.results.Estimate;
import dev.kvbench.results.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.XYChart;

/**
 * The ladder as bars: time a token from the article's published arms to the fastest right ones, a
 * bar for each change, in the order of the run.
 */
final class LadderChart {
  static final String TITLE = "Where the time goes, one change at a time";
  static final String AXIS = "milliseconds a token, generation from token 0";

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

  private LadderChart() {}

  /** Empty where there is no rung. */
  static Optional<XYChart> draw(List<Rung> rungs, ChartContext context) {
    if (rungs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Bars.draw(new Heading(TITLE, subtitle(rungs, context)), bars(rungs), AXIS));
  }

  static List<Bars.Bar> bars(List<Rung> rungs) {
    Set<String> differing = differing(rungs);
    List<Bars.Bar> bars = new ArrayList<>();
    for (Rung rung : rungs) {
      Estimate time = rung.millisecondsPerToken();
      bars.add(
          new Bars.Bar(
              name(rung, differing),
              String.format(java.util.Locale.ROOT, "%.3g ms", time.value()),
              time,
              rung.arm(),
              rung.exact()));
    }
    return bars;
  }

  private static List<String> subtitle(List<Rung> rungs, ChartContext context) {
    List<Estimate> estimates = rungs.stream().map(Rung::millisecondsPerToken).toList();
    return List.of(
        context.inWords(),
        "red: cached; blue: uncached; pale: the answer is not the uncached model's",
        Subtitle.barsOf(estimates));
  }

  /** What the bar's rung changes, and the parameters that tell it from bars of other ladders. */
  static String name(Rung rung, Set<String> differing) {
    return rung.arm().word()
        + ": "
        + change(rung)
        + ArmLines.setting(rung.row(), differing)
        + (rung.exact() ? "" : " (approximate)");
  }

  private static String change(Rung rung) {
    String words = WORDS.getOrDefault(rung.name(), rung.name());
    if (rung.dtype().equals("float32")) {
      return words;
    }
    // on the last rung the format is the one change more; below it the bar stands beside its rung
    return (rung.name().equals(LAST) ? "" : words + " ") + "+ " + rung.dtype();
  }

  /** Parameters in which bars of one rung differ. */
  static Set<String> differing(List<Rung> rungs) {
    return ArmLines.differing(rungs.stream().map(Rung::row).toList(), Set.of("rung", "dtype"));
  }
}
