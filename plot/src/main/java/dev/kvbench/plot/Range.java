package dev.kvbench.plot;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;

/** From the lowest to the highest of some values. */
record Range(double low, double high) {
  static Range of(Collection<Double> values) {
    DoubleSummaryStatistics range =
        values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return new Range(range.getMin(), range.getMax());
  }

  double ratio() {
    return high / low;
  }

  /** The same range with this factor more room at either end. */
  Range widened(double factor) {
    return new Range(low / factor, high * factor);
  }

  boolean contains(double value) {
    return low <= value && value <= high;
  }
}
