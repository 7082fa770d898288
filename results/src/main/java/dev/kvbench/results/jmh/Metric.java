package dev.kvbench.results.jmh;

import java.util.List;
import java.util.Map;

/**
 * One measured quantity of a row, as JMH reports it.
 *
 * @param score JMH's point estimate: the mean over all iterations of all forks
 * @param scoreError half-width of JMH's 99.9 % interval, NaN where JMH gives none (two samples or
 *     fewer)
 * @param unit JMH's unit, for example {@code s/op}
 * @param rawData the iterations of each fork, {@code rawData.get(fork).get(iteration)}; empty where
 *     the file holds none
 * @param calls in sampling mode the times that calls took, each with the number of such calls;
 *     {@code rawData} has the iterations' means there
 */
public record Metric(
    double score,
    double scoreError,
    String unit,
    List<List<Double>> rawData,
    Map<Double, Long> calls) {
  public Metric {
    rawData = rawData.stream().map(List::copyOf).toList();
    calls = Map.copyOf(calls);
  }

  /** A metric that is not of sampled calls. */
  public Metric(double score, double scoreError, String unit, List<List<Double>> rawData) {
    this(score, scoreError, unit, rawData, Map.of());
  }
}
