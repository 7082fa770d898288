package dev.kvbench.results.jmh;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/** Values, each with how often it was seen, and the figures that JMH tells of them. */
public final class Observations {
  /** JMH gives intervals of 99.9 %. */
  private static final double TAIL = (1 - 0.999) / 2;

  private final NavigableMap<Double, Long> times = new TreeMap<>();
  private long size;

  /** Takes in a value that was seen so many times, which may be none. */
  public void add(double value, long seen) {
    if (seen > 0) {
      times.merge(value, seen, Long::sum);
      size += seen;
    }
  }

  void addAll(Observations others) {
    others.times.forEach(this::add);
  }

  long size() {
    return size;
  }

  double sum() {
    return times.entrySet().stream().mapToDouble(e -> e.getKey() * e.getValue()).sum();
  }

  /** NaN where there are no values, as all figures here. */
  double mean() {
    return sum() / size;
  }

  double min() {
    return times.isEmpty() || times.containsKey(Double.NaN) ? Double.NaN : times.firstKey();
  }

  /** Half the width of the mean's interval; JMH gives none for two values or fewer. */
  double meanError() {
    if (size < 3) {
      return Double.NaN;
    }
    double mean = mean();
    double squares = 0;
    for (Map.Entry<Double, Long> entry : times.entrySet()) {
      squares += entry.getValue() * Math.pow(entry.getKey() - mean, 2);
    }
    return TDistribution.of(size - 1.0).inverseSurvivalProbability(TAIL)
        * Math.sqrt(squares / (size - 1) / size);
  }

  /**
   * Between the two values around position percent (n + 1) / 100, in proportion; NaN is not a value
   * here.
   */
  public double percentile(double percent) {
    NavigableMap<Double, Long> known = times.headMap(Double.NaN, false);
    if (percent == 0 || known.isEmpty()) {
      return min();
    }
    double n = size - times.getOrDefault(Double.NaN, 0L);
    double position = percent * (n + 1) / 100;
    double below = Math.floor(position);
    double lower = at(known, below);
    double upper = at(known, below + 1);
    return lower == upper ? lower : lower + (position - below) * (upper - lower);
  }

  /** The value at a position, counted from 1; beyond the ends the first or the last. */
  private static double at(NavigableMap<Double, Long> known, double position) {
    double passed = 0;
    for (Map.Entry<Double, Long> entry : known.entrySet()) {
      passed += entry.getValue();
      if (passed >= position) {
        return entry.getKey();
      }
    }
    return known.lastKey();
  }
}
