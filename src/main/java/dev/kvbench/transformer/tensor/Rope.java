package dev.kvbench.transformer.tensor;

/**
 * Rotary positions (Su et al., 2021): the numbers i and i + H/2 of a head's query or key, as a
 * point of the plane, are turned by position · {@link #frequencies}[i].
 *
 * @param theta frequencies fall from 1 to nearly 1/theta
 * @param factor by which low frequencies are divided, for longer texts than a model was made for; 1
 *     for none
 * @param bands which frequencies are low; null for all
 */
public record Rope(double theta, double factor, Bands bands) {
  /**
   * Llama 3.1's: waves longer than positions / low are divided by the factor, those shorter than
   * positions / high are not, and those between in part.
   *
   * @param positions that the model was made for at first
   */
  public record Bands(double low, double high, int positions) {}

  /** Radians a position, of each of a head's headSize / 2 pairs. */
  public float[] frequencies(int headSize) {
    float[] frequencies = new float[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) scaled(Math.pow(theta, -2.0 * i / headSize));
    }
    return frequencies;
  }

  private double scaled(double frequency) {
    if (bands == null) {
      return frequency / factor;
    }
    double waves = bands.positions * frequency / (2 * Math.PI); // in a text of so many positions
    double kept = Math.min(1, Math.max(0, (waves - bands.low) / (bands.high - bands.low)));
    return frequency * (kept + (1 - kept) / factor);
  }
}
