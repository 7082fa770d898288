package dev.kvbench.plot.picture;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;

/** From the lowest to the highest of some values. */
public record Range(double low, double high) {
  /** The range of some values, at least one. */
  public static Range of(Collection<Double> values) {
    DoubleSummaryStatistics range =
        values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return new Range(range.getMin(), range.getMax());
  }

  /** How many times the highest is the lowest. */
  public double ratio() {
    return high / low;
  }

  /** The same range with this factor more room at either end. */
  public Range widened(double factor) {
    return new Range(low / factor, high * factor);
  }

  /** Whether the value lies in it. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
