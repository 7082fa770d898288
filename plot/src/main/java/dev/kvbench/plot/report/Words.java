package dev.kvbench.plot.report;

import dev.kvbench.plot.Numbers;
import dev.kvbench.results.stats.Estimate;

/** Figures as the report writes them. */
final class Words {
  private Words() {}

  /** Three digits, or as much as there is before the point; what is no number in words. */
  static String figure(double value) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "unbounded" : "-unbounded";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e15)) {
      return String.format(java.util.Locale.ROOT, "%.2e", value);
    }
    return size >= 1000 || value == Math.rint(value)
        ? Numbers.count(Math.rint(value))
        : Numbers.tick(value);
  }

  /** A value with its interval, or why there is none. */
  static String estimate(Estimate estimate, String unit) {
    return figure(estimate.value()) + unit + " " + interval(estimate);
  }

  /** The interval in brackets, or why there is none. */
  static String interval(Estimate estimate) {
    if (!estimate.hasInterval()) {
      return estimate.forks() == 1 ? "(one fork, no interval)" : "(no interval)";
    }
    return "[" + ends(estimate) + "]";
  }

  /** Both ends of an interval. */
  static String ends(Estimate estimate) {
    return figure(estimate.low()) + " to " + figure(estimate.high());
  }

  /** A ratio in two digits with its interval, for example {@code 20× [14–27]}. */
  static String times(Estimate ratio) {
    return twoDigits(ratio.value()) + "× " + timesInterval(ratio);
  }

  /** A ratio of times in words, for example {@code 20× faster [14–27]}. */
  static String faster(Estimate ratio) {
    return twoDigits(ratio.value())
        + (ratio.value() >= 1 ? "× faster " : "× as fast ")
        + timesInterval(ratio);
  }

  private static String timesInterval(Estimate ratio) {
    return ratio.hasInterval()
        ? "[" + twoDigits(ratio.low()) + "–" + twoDigits(ratio.high()) + "]"
        : interval(ratio);
  }

  private static String twoDigits(double value) {
    return Double.isFinite(value) && value > 0 && value < 1e15 && value > 1e-6
        ? Numbers.measured(value)
        : figure(value);
  }

  /** Numbered things in words. */
  static String count(long number, String one, String many) {
    return number == 1 ? "one " + one : number + " " + many;
  }
}
