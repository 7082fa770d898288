package dev.kvbench.results.jmh;

import java.util.List;

/**
 * One measured quantity of a row, as JMH reports it.
 *
 * @param score JMH's point estimate: the mean over all iterations of all forks
 * @param scoreError half-width of JMH's 99.9 % interval, NaN where JMH gives none (two samples or
 *     fewer)
 * @param unit JMH's unit, for example {@code s/op}
 * @param rawData the iterations of each fork, {@code rawData.get(fork).get(iteration)}; empty where
 *     the file holds none (sampling modes)
 */
public record Metric(double score, double scoreError, String unit, List<List<Double>> rawData) {
  public Metric {
    rawData = rawData.stream().map(List::copyOf).toList();
  }
}
