package dev.kvbench.results.quality;

import java.util.List;

/**
 * An arm position by position, over all stretches of text: element i is of position i + 1. Units
 * are those of {@link RegionQuality}.
 *
 * @param nll means
 * @param deltaNll means
 * @param kl means
 * @param topOne shares
 * @param maxLogitDifference maxima
 */
public record PositionMeans(
    List<Double> nll,
    List<Double> deltaNll,
    List<Double> kl,
    List<Double> topOne,
    List<Double> maxLogitDifference) {
  /** Keeps copies. */
  public PositionMeans {
    nll = List.copyOf(nll);
    deltaNll = List.copyOf(deltaNll);
    kl = List.copyOf(kl);
    topOne = List.copyOf(topOne);
    maxLogitDifference = List.copyOf(maxLogitDifference);
  }
}
