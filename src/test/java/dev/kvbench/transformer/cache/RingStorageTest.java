package dev.kvbench.transformer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Other ways to keep a ring's keys and values, beside the ring itself. */
class RingStorageTest {
  /** A prompt, and then token by token past the window. */
  @Property(tries = 50)
  void pagedKeepsARingsBitsAndInt8IsOffByHalfAScale(
      @ForAll @IntRange(min = 1, max = 5) int sequences,
      @ForAll @IntRange(min = 1, max = 40) int blockSize,
      @ForAll @IntRange(min = 1, max = 9) int headSize,
      @ForAll long seed) {
    WithManager.startTorch();
    Random random = new Random(seed);
    CacheShape shape = new CacheShape(1, 1, sequences, blockSize, headSize);
    try (NDManager manager = NDManager.newBaseManager();
        KvCache ring = CachePolicy.RING.newCache(shape, manager);
        KvCache paged = CachePolicy.PAGED.newCache(shape, manager);
        KvCache int8 = CachePolicy.INT8.newCache(shape, manager)) {
      int fed = 1 + random.nextInt(blockSize);
      for (int tokens = 0; tokens < 2 * blockSize + 20; tokens += fed, fed = 1) {
        try (NDArray keys = vectors(sequences, fed, headSize, random, manager);
            NDArray values = vectors(sequences, fed, headSize, random, manager);
            KvCache.Attended expected = ring.update(0, 0, keys, values);
            KvCache.Attended gathered = paged.update(0, 0, keys, values);
            KvCache.Attended rounded = int8.update(0, 0, keys, values)) {
          assertThat(gathered.keys().toFloatArray()).isEqualTo(expected.keys().toFloatArray());
          assertThat(gathered.values().toFloatArray()).isEqualTo(expected.values().toFloatArray());
          assertRounded(rounded.keys(), expected.keys(), headSize);
          assertRounded(rounded.values(), expected.values(), headSize);
        }
        ring.advance(fed);
        paged.advance(fed);
        int8.advance(fed);
      }
    }
  }

  /** Half of a scale: the largest magnitude of the vector ÷ 127 ÷ 2. */
  private static void assertRounded(NDArray actual, NDArray expected, int headSize) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float[] values = actual.toFloatArray();
    float[] exact = expected.toFloatArray();
    for (int vector = 0; vector < values.length; vector += headSize) {
      double largest = 0;
      for (int i = vector; i < vector + headSize; i++) {
        largest = Math.max(largest, Math.abs(exact[i]));
      }
      double half = Math.max(largest / 127, 1e-6) / 2;
      for (int i = vector; i < vector + headSize; i++) {
        assertThat((double) values[i]).isCloseTo(exact[i], within(half + 1e-6 * largest));
      }
    }
  }

  /** [B, T, H], of magnitudes from 1e-7 to 1e7, some of zeros alone. */
  private static NDArray vectors(
      int sequences, int tokens, int headSize, Random random, NDManager manager) {
    float[] values = new float[sequences * tokens * headSize];
    double magnitude = 0;
    for (int i = 0; i < values.length; i++) {
      if (i % headSize == 0) {
        magnitude = random.nextInt(8) == 0 ? 0 : Math.pow(10, 14 * random.nextDouble() - 7);
      }
      values[i] = (float) (magnitude * random.nextGaussian());
    }
    return manager.create(values, new Shape(sequences, tokens, headSize));
  }
}
