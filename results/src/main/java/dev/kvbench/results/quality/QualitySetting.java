package dev.kvbench.results.quality;

import java.util.List;

/**
 * What a quality run looks at.
 *
 * @param blockSize the window, in tokens
 * @param windows windows of text past the first one
 * @param sequences stretches of text, the units that intervals are over
 * @param promptLength tokens of each stretch that greedy text continues
 * @param greedyLength tokens that it is continued by
 * @param resamples of the bootstrap
 * @param seed of the bootstrap
 */
public record QualitySetting(
    int blockSize,
    int windows,
    int sequences,
    int promptLength,
    int greedyLength,
    int resamples,
    int seed) {
  /** More would not fit into the lists of a file. */
  private static final int MAX_POSITIONS = 10_000_000;

  /** Checks that all but the seed are at least 1. */
  public QualitySetting {
    for (int count :
        new int[] {blockSize, windows, sequences, promptLength, greedyLength, resamples}) {
      if (count < 1) {
        throw new IllegalArgumentException("has a number below 1: " + count);
      }
    }
    if ((1L + windows) * blockSize > MAX_POSITIONS) {
      throw new IllegalArgumentException("has more than " + MAX_POSITIONS + " positions");
    }
  }

  /** Positions of a stretch: so many logits are compared, and as many next tokens predicted. */
  public int positions() {
    return (1 + windows) * blockSize;
  }

  /** The regions of a stretch. */
  public List<Region> regions() {
    return Region.of(blockSize, windows);
  }
}
