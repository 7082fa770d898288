package dev.kvbench.results.stats;

import dev.kvbench.results.io.Numbers;

/**
 * A figure with its 95 % confidence interval.
 *
 * @param value the point estimate
 * @param low lower end of the interval, NaN where there is one fork, or no raw data
 * @param high upper end of the interval, NaN where {@code low} is
 * @param forks the forks (independent repetitions) it rests on; for a ratio, those of the side that
 *     has fewer
 */
public record Estimate(double value, double low, double high, int forks) {
  /** Whether there were enough forks for an interval. */
  public boolean hasInterval() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /** Whether there is an interval, and the value within it. */
  public boolean includes(double other) {
    return hasInterval() && low <= other && other <= high;
  }

  /** Both ends, or why there is none. */
  public String interval() {
    return hasInterval()
        ? Numbers.interval(low, high)
        : "none: " + (forks == 1 ? "1 fork" : "no raw data");
  }

  /** The same in another unit. */
  public Estimate times(double factor) {
    return new Estimate(value * factor, low * factor, high * factor, forks);
  }
}
