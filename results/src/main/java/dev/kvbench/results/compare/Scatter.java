package dev.kvbench.results.compare;

import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much the forks of a row scatter: the variance of one fork's logarithm on each side. Student's
 * t follows from it, without the assumption that both sides scatter alike (Welch, Biometrika 34,
 * 1947).
 *
 * <p>By itself Welch's t calls too much changed when an error rate of one in a thousand is asked
 * for with few forks: those of a side are then by chance much closer together than usual. Three
 * bounds keep it from that. Each is what a simulation showed to be needed, see docs/gate.md.
 *
 * <ul>
 *   <li>A side's variance is at least the lower quartile of those of its rows ({@link #typical}).
 *   <li>Values that are read off a coarse scale vary by half its step ({@link #ofStep}).
 *   <li>Of a forks on a side and b ≥ a on the other, degrees of freedom are at most (a - 1)(1 + a /
 *       b): 2 (a - 1) for equal forks, and near to a - 1, which is always safe (Mickey and Brown,
 *       Annals of Mathematical Statistics 37, 1966), where b is much larger. More forks on one side
 *       tell nothing of the other's scatter.
 * </ul>
 */
record Scatter(double baseline, double candidate) {
  static Scatter of(RowPair pair) {
    return new Scatter(pair.baseline().variance(), pair.candidate().variance());
  }

  /** The lower quartile of each side over rows; 0 where fewer than five tell. */
  static Scatter typical(List<RowPair> pairs) {
    return new Scatter(
        quartile(pairs, pair -> pair.baseline().variance()),
        quartile(pairs, pair -> pair.candidate().variance()));
  }

  private static double quartile(List<RowPair> pairs, ToDoubleFunction<RowPair> variance) {
    double[] sorted =
        pairs.stream()
            .mapToDouble(variance)
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return sorted.length < 5 ? 0 : sorted[(sorted.length - 1) / 4];
  }

  /** Half the smallest step between two different values of a row, as a standard deviation. */
  static Scatter ofStep(RowPair pair) {
    double[] values =
        DoubleStream.concat(pair.baseline().logs(), pair.candidate().logs())
            .sorted()
            .distinct()
            .toArray();
    double step = Double.POSITIVE_INFINITY;
    for (int i = 1; i < values.length; i++) {
      step = Math.min(step, values[i] - values[i - 1]);
    }
    return new Scatter(step * step / 4, step * step / 4);
  }

  Scatter atLeast(Scatter least) {
    return new Scatter(Math.max(baseline, least.baseline), Math.max(candidate, least.candidate));
  }

  /** The standard error of the difference between the means of so many forks. */
  double error(int baselineForks, int candidateForks) {
    return Math.sqrt(baseline / baselineForks + candidate / candidateForks);
  }

  /** What the difference divided by its {@link #error} is distributed like. */
  TDistribution t(int baselineForks, int candidateForks) {
    double welch =
        Estimates.degreesOfFreedom(
            baseline / baselineForks, baselineForks, candidate / candidateForks, candidateForks);
    double fewer = Math.min(baselineForks, candidateForks);
    double more = Math.max(baselineForks, candidateForks);
    return TDistribution.of(Math.min(welch, (fewer - 1) * (1 + fewer / more)));
  }
}
