package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.kvbench.transformer.tensor.Precision;

/**
 * A ring of slots that hold keys and values in 8 bits: whole numbers from −127 to 127, and for each
 * token and head a scale, the largest magnitude of its elements ÷ 127. What is attended to, in a
 * prompt's own pass too, is what was kept: number · scale, made float anew for each token.
 *
 * <p>Approximate by a bound: an element is off by half of its scale at most, and a logit by {@link
 * #TOLERANCE}. Past the window it is {@link RingCache} so rounded.
 *
 * <p>A scale for each token, of keys as of values, is known when the token comes and never changes.
 * A scale for each channel of the keys (KIVI, Liu et al. 2024) is nearer where few channels are far
 * larger than the others, which matters at 2 and 4 bits; but it takes in later tokens, so that some
 * must wait in float until their group is full.
 */
final class Int8Cache implements KvCache {
  /**
   * Largest |Δlogit| to the uncached arm inside the window that rounding keys and values explains:
   * absolute, and for freshly initialised models, as {@link Precision#tolerance} is.
   */
  static final double TOLERANCE = 0.01;

  private static final float LARGEST = 127;

  /** Of a vector of zeros, which none could be divided by; above the least of float16. */
  private static final float LEAST_SCALE = 1e-6f;

  private final RingCache numbers; // int8 [B, slots, H]
  private final RingCache scales; // [B, slots, 1]

  Int8Cache(CacheShape shape, NDManager parent) {
    numbers = new RingCache(shape, DataType.INT8, 0, parent);
    scales = new RingCache(shape.ofHeadSize(1), DataType.FLOAT32, 0, parent);
  }

  /** Bytes of so many elements of keys or values in heads of that size. */
  static double bytes(double elements, int headSize) {
    return elements + elements / headSize * Precision.FLOAT32.bytes();
  }

  /** Vectors [B, T, H] as numbers of that shape and scales [B, T, 1]. */
  private record Rounded(NDArray numbers, NDArray scales) implements AutoCloseable {
    static Rounded of(NDArray x) {
      try (NDArray magnitudes = x.abs();
          NDArray largest = magnitudes.max(new int[] {2}, true);
          NDArray scales = largest.div(LARGEST)) {
        NDArray atLeast = scales.maximum(LEAST_SCALE);
        try (NDArray quotients = x.div(atLeast);
            NDArray whole = quotients.round()) {
          return new Rounded(whole.toType(DataType.INT8, false), atLeast);
        }
      }
    }

    @Override
    public void close() {
      numbers.close();
      scales.close();
    }
  }

  @Override
  public Attended update(int layer, int head, NDArray newKeys, NDArray newValues) {
    try (Rounded keys = Rounded.of(newKeys);
        Rounded values = Rounded.of(newValues);
        Attended kept = numbers.update(layer, head, keys.numbers(), values.numbers());
        Attended scale = scales.update(layer, head, keys.scales(), values.scales())) {
      return new Attended(
          product(kept.keys(), scale.keys()), product(kept.values(), scale.values()));
    }
  }

  private static NDArray product(NDArray numbers, NDArray scales) {
    NDArray product = numbers.toType(DataType.FLOAT32, true);
    product.muli(scales);
    return product;
  }

  @Override
  public void prepare(int tokens) {
    numbers.prepare(tokens);
  }

  @Override
  public Positions positions(int count) {
    return numbers.positions(count);
  }

  @Override
  public int tokens() {
    return numbers.tokens();
  }

  @Override
  public NDArray weights(NDArray scores) {
    return numbers.weights(scores);
  }

  @Override
  public void advance(int count) {
    numbers.advance(count);
    scales.advance(count);
  }

  @Override
  public void keep(int count) {
    numbers.keep(count);
    scales.keep(count);
  }

  @Override
  public void reset() {
    numbers.reset();
    scales.reset();
  }

  @Override
  public void close() {
    numbers.close();
    scales.close();
  }
}
