package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.PublishedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecoderTest {
  private static final double TOLERANCE = 1e-4;

  /** What the whole suite rests on: for t ≤ blockSize the cached and the uncached arm agree. */
  @Property(tries = 40)
  void shiftEqualsUncachedInsideTheWindow(
      @ForAll @IntRange(min = 1, max = 3) int layers,
      @ForAll @IntRange(min = 1, max = 4) int heads,
      @ForAll @IntRange(min = 4, max = 16) int headSize,
      @ForAll @IntRange(min = 1, max = 40) int blockSize,
      @ForAll @IntRange(min = 2, max = 70) int vocabulary,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll long seed) {
    TransformerConfig config =
        new TransformerConfig(layers, heads, heads * headSize, blockSize, vocabulary);
    try (Models model = new Models(config, seed);
        Decoder cached = Decoder.cached(model.transformer, CachePolicy.SHIFT, batch);
        Decoder uncached = Decoder.uncached(model.transformer)) {
      long[][] text = Models.randomText(config, batch, blockSize, seed);
      assertSameLogits(cached.logitsByStep(text), uncached.logitsByStep(text), blockSize);

      // One token short of the block, so that no generated token needs a shifted window.
      if (blockSize > 1) {
        SameTokens.require(cached, uncached, config, new long[batch][1], blockSize - 1, seed);
      }
    }
  }

  /** The whole prompt at once is the prompt token by token; and past the window it goes on. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void everyPolicyTakesAPromptAndGoesOnPastTheWindow(CachePolicy policy) {
    for (int spare : new int[] {0, 1, 9}) {
      int length = 2 + 4 * policy.ordinal();
      TransformerConfig config = new TransformerConfig(2, 2, 16, length + spare, 17);
      long[][] text = Models.randomText(config, 3, length, spare);
      try (Models model = new Models(config, spare);
          Decoder decoder = Decoder.cached(model.transformer, policy, 3)) {
        float[][][] stepwise = decoder.logitsByStep(text);
        float[][] prefilled = decoder.logitsAfter(text);
        for (int row = 0; row < 3; row++) {
          assertThat(Models.maxDifference(prefilled[row], stepwise[row][length - 1]))
              .isCloseTo(0, within(TOLERANCE + policy.tolerance()));
        }
        long[][] tokens = decoder.generate(text, 3 * length, Sampler.greedy());
        assertThat(tokens).hasDimensions(3, 3 * length);
        assertThat(decoder.generate(text, 3 * length, Sampler.greedy())).isDeepEqualTo(tokens);
      }
    }
  }

  @Test
  void allLogitsAreTheUncachedLogitsOfEachStep() {
    TransformerConfig config = new TransformerConfig(2, 4, 32, 20, 65);
    try (Models model = new Models(config, 3);
        Decoder uncached = Decoder.uncached(model.transformer)) {
      long[][] text = Models.randomText(config, 2, 20, 4);
      assertSameLogits(
          Equivalence.causalLogits(model.transformer, text), uncached.logitsByStep(text), 20);
    }
  }

  /** Past the window as well: attention does not mind the order of what it attends to. */
  @Property(tries = 20)
  void ringPagedAndGrowingAreShift(
      @ForAll @IntRange(min = 1, max = 3) int heads,
      @ForAll @IntRange(min = 1, max = 12) int blockSize,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll long seed) {
    TransformerConfig config = new TransformerConfig(2, heads, 4 * heads, blockSize, 17);
    long[][] text = Models.randomText(config, batch, 3 * blockSize + 1, seed);
    try (Models model = new Models(config, seed);
        Decoder shift = Decoder.cached(model.transformer, CachePolicy.SHIFT, batch);
        Decoder ring = Decoder.cached(model.transformer, CachePolicy.RING, batch);
        Decoder paged = Decoder.cached(model.transformer, CachePolicy.PAGED, batch);
        Decoder growing = Decoder.cached(model.transformer, CachePolicy.GROWING, batch)) {
      float[][][] expected = shift.logitsByStep(text);
      assertSameLogits(ring.logitsByStep(text), expected, text[0].length);
      assertSameLogits(paged.logitsByStep(text), expected, text[0].length);
      assertSameLogits(growing.logitsByStep(text), expected, text[0].length);
    }
  }

  /** Its own definition: the uncached model over what came since the window last hopped. */
  @Property(tries = 20)
  void hopIsTheUncachedModelSinceTheLastHop(
      @ForAll @IntRange(min = 1, max = 9) int blockSize, @ForAll long seed) {
    TransformerConfig config = new TransformerConfig(2, 2, 8, blockSize, 17);
    long[][] text = Models.randomText(config, 2, 3 * blockSize + 1, seed);
    try (Models model = new Models(config, seed);
        Decoder hop = Decoder.cached(model.transformer, CachePolicy.HOP, 2);
        Decoder uncached = Decoder.uncached(model.transformer)) {
      float[][][] actual = hop.logitsByStep(text);
      int start = 0;
      for (int end = 1; end <= text[0].length; end++) {
        if (end - start > blockSize) {
          start += blockSize - blockSize / 2; // the older half goes
        }
        long[][] window = new long[2][];
        for (int row = 0; row < 2; row++) {
          window[row] = Arrays.copyOfRange(text[row], start, end);
        }
        float[][] expected = uncached.logitsAfter(window);
        for (int row = 0; row < 2; row++) {
          assertThat(Models.maxDifference(actual[row][end - 1], expected[row]))
              .as("sequence %d, %d tokens", row, end)
              .isCloseTo(0, within(TOLERANCE));
        }
      }
    }
  }

  /** Of the article's shape, and no smaller one is off by more: the bound is not loose. */
  @ParameterizedTest
  @CsvSource({"4, 4, 64, 64", "4, 4, 32, 128"})
  void int8IsWithinItsToleranceAndNotFarBelow(int layers, int heads, int headSize, int blockSize) {
    TransformerConfig config =
        new TransformerConfig(layers, heads, heads * headSize, blockSize, 65);
    double tolerance = CachePolicy.INT8.tolerance();
    try (Models model = new Models(config, blockSize);
        Decoder int8 = Decoder.cached(model.transformer, CachePolicy.INT8, 2)) {
      Equivalence.Report report = Equivalence.compare(model.transformer, int8, 2, blockSize);
      assertThat(report.maxLogitDifference()).isBetween(tolerance / 4, tolerance);
      report = Equivalence.comparePasses(model.transformer, int8, 2, blockSize);
      assertThat(report.maxLogitDifference()).isBetween(tolerance / 4, tolerance);
    }
  }

  /** All heads in one call give what one head after the other gives, whatever the cache does. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void fusedHeadsAreTheSameFunction(CachePolicy policy) {
    int batch = 1 + policy.ordinal() % 3;
    TransformerConfig config = new TransformerConfig(2, 3, 12, 6, 17);
    long[][] text = Models.randomText(config, batch, 15, 8);
    try (Models model = new Models(config, 8)) {
      Transformer fused = new FusedTransformer(model.weights);
      try (Decoder expected = Decoder.cached(model.transformer, policy, batch);
          Decoder actual = Decoder.cached(fused, policy, batch);
          Decoder expectedUncached = Decoder.uncached(new PublishedTransformer(model.weights));
          Decoder actualUncached = Decoder.uncached(fused)) {
        assertSameLogits(
            actual.logitsByStep(text), expected.logitsByStep(text), 15, policy.tolerance());
        assertSameLogits(
            actualUncached.logitsByStep(text), expectedUncached.logitsByStep(text), 15);
      }
    }
  }

  @Test
  void aPromptLongerThanTheBlockIsCutToItsEndAndNoneIsRefused() {
    TransformerConfig config = new TransformerConfig(2, 2, 8, 6, 11);
    long[][] text = Models.randomText(config, 1, 15, 1);
    long[][] end = {Arrays.copyOfRange(text[0], 9, 15)};
    try (Models model = new Models(config, 5);
        Decoder shift = Decoder.cached(model.transformer, CachePolicy.SHIFT, 1);
        Decoder uncached = Decoder.uncached(model.transformer)) {
      for (Decoder decoder : List.of(shift, uncached)) {
        assertThat(decoder.generate(text, 5, Sampler.greedy()))
            .isDeepEqualTo(decoder.generate(end, 5, Sampler.greedy()));
        assertRefused(decoder, text, 0, "steps must be at least 1");
        assertRefused(decoder, new long[][] {{}}, 1, "sequence 0 has 0");
        assertRefused(decoder, new long[][] {{1}, {1, 2}}, 1, "sequence 1 has 2");
      }
    }
  }

  private static void assertRefused(Decoder decoder, long[][] prompt, int steps, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.generate(prompt, steps, Sampler.greedy()))
        .withMessageContaining(message);
  }

  private static void assertSameLogits(float[][][] actual, float[][][] expected, int length) {
    assertSameLogits(actual, expected, length, 0);
  }

  /** What int8 keeps may differ by a unit where rounding makes it; see {@link CachePolicy}. */
  private static void assertSameLogits(
      float[][][] actual, float[][][] expected, int length, double more) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int row = 0; row < expected.length; row++) {
      for (int step = 0; step < length; step++) {
        assertThat(Models.maxDifference(actual[row][step], expected[row][step]))
            .as("sequence %d, step %d", row, step)
            .isCloseTo(0, within(TOLERANCE + more));
      }
    }
  }
}
