package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Rung;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.XYChart;

/**
 * The ladder of an arm as bars: time a token from the article's published form to the fastest right
 * one, a bar for each change, in the order of the run. Each arm has a chart of its own: beside the
 * uncached one the cached one's bars would be too short to see.
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

  /** Empty where the arm has no rung. */
  static Optional<XYChart> draw(List<Rung> rungs, Arm arm, ChartContext context) {
    List<Bars.Bar> bars = bars(rungs, arm);
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(Bars.draw(new Heading(TITLE, subtitle(of(rungs, arm), context)), bars, AXIS));
  }

  /** A bar for each rung of an arm. */
  static List<Bars.Bar> bars(List<Rung> rungs, Arm arm) {
    List<Rung> own = of(rungs, arm);
    Set<String> differing = differing(own);
    return own.stream()
        .map(
            rung ->
                new Bars.Bar(
                    name(rung, differing),
                    label(rung, own),
                    rung.millisecondsPerToken(),
                    arm,
                    rung.exact()))
        .toList();
  }

  private static List<Rung> of(List<Rung> rungs, Arm arm) {
    return rungs.stream().filter(rung -> rung.arm() == arm).toList();
  }

  /** The time of a token and, above the first rung, how many times less it is than there. */
  static String label(Rung rung, List<Rung> rungs) {
    double time = rung.millisecondsPerToken().value();
    String label = String.format(Locale.ROOT, "%.3g ms", time);
    return rung.isFirst()
        ? label
        : rung.first(rungs)
            .map(first -> first.millisecondsPerToken().value() / time)
            .map(factor -> label + String.format(Locale.ROOT, " (%.2f\u00d7 as fast)", factor))
            .orElse(label);
  }

  private static List<String> subtitle(List<Rung> rungs, ChartContext context) {
    List<Estimate> estimates = rungs.stream().map(Rung::millisecondsPerToken).toList();
    return List.of(
        context.inWords(),
        "pale: the answer is not the uncached model's",
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
