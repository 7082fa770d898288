package dev.kvbench.results.quality;

/**
 * What a quality run looked at.
 *
 * @param blockSize the window, in tokens
 * @param windows windows of text past the first one
 * @param sequences stretches of text, the units that intervals are over
 * @param promptLength tokens of each stretch that greedy text continues
 * @param greedyLength tokens that it is continued by; matching prefixes end there at the latest
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

  /** Positions of a stretch: so many logits are compared, and as many next tokens predicted. */
  public int positions() {
    return (1 + windows) * blockSize;
  }
}
