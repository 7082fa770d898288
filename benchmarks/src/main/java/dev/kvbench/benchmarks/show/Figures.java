package dev.kvbench.benchmarks.show;

import dev.kvbench.results.stats.Estimate;
import java.time.Duration;
import java.util.Locale;

/** Figures and durations as people read them. */
public final class Figures {
  private Figures() {}

  /** Three significant digits, without an exponent and with no more than six decimals. */
  public static String threeDigits(double value) {
    double magnitude = Math.abs(value);
    int decimals = magnitude == 0 ? 2 : 2 - (int) Math.floor(Math.log10(magnitude));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(6, decimals)) + "f", value);
  }

  /** An interval, or why there is none. */
  static String interval(Estimate estimate) {
    return estimate.hasInterval()
        ? threeDigits(estimate.low())
            + " to "
            + (Double.isInfinite(estimate.high()) ? "any" : threeDigits(estimate.high()))
        : "none: " + estimate.forks() + " fork";
  }

  /** A duration as people say it: 42 s, 3 min 20 s, 1 h 5 min. */
  public static String words(double seconds) {
    Duration duration = Duration.ofSeconds(Math.round(seconds));
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return duration.toSeconds() + " s";
  }
}
