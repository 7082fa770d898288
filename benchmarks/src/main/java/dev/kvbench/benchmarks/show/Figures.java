package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.stats.Estimate;

/** Figures and durations as tables write them. */
public final class Figures {
  private Figures() {}

  /** Three significant digits. */
  public static String threeDigits(double value) {
    return Numbers.digits(value);
  }

  /** An interval, or why there is none. */
  static String interval(Estimate estimate) {
    return estimate.hasInterval()
        ? Numbers.interval(estimate.low(), estimate.high())
        : "none: " + estimate.forks() + " fork";
  }

  /** A duration as people say it. */
  public static String words(double seconds) {
    return Numbers.duration(seconds);
  }
}
