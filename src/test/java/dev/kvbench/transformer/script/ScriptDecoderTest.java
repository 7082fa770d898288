package dev.kvbench.transformer.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.decode.SameTokens;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The script engine against the eager one: the same weights, the same function. */
class ScriptDecoderTest {
  private static final double TOLERANCE = 1e-4;

  /** A layer norm over two or three numbers that are nearly equal makes rounding large. */
  private static final int LEAST_WIDTH = 8;

  @Property(tries = 40)
  void everyPolicyGivesTheEagerLogitsPastTheWindowToo(
      @ForAll ModelFamily family,
      @ForAll CachePolicy policy,
      @ForAll boolean kernels,
      @ForAll @IntRange(min = 1, max = 3) int layers,
      @ForAll @IntRange(min = 1, max = 4) int heads,
      @ForAll @IntRange(min = 1, max = 12) int headSize,
      @ForAll @IntRange(min = 1, max = 12) int blockSize,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll long seed) {
    Assume.that(heads * headSize >= LEAST_WIDTH);
    TransformerConfig config =
        new TransformerConfig(family, layers, heads, heads * headSize, blockSize, 17);
    long[][] text = Models.randomText(config, batch, 3 * blockSize + 1, seed);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
    try (Models model = new Models(config, seed);
        Decoder eager = Decoder.cached(model.transformer, policy, batch);
        Decoder script = ScriptDecoder.cached(model.weights, policy, options)) {
      assertSame(script.logitsByStep(text), eager.logitsByStep(text));
      assertSame(script.logitsAfter(text), eager.logitsAfter(text)); // prefilled
    }
  }

  @Property(tries = 20)
  void theUncachedArmGivesTheEagerLogits(
      @ForAll ModelFamily family,
      @ForAll boolean kernels,
      @ForAll @IntRange(min = 1, max = 4) int heads,
      @ForAll @IntRange(min = 1, max = 12) int headSize,
      @ForAll @IntRange(min = 1, max = 12) int blockSize,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll long seed) {
    Assume.that(heads * headSize >= LEAST_WIDTH);
    TransformerConfig config =
        new TransformerConfig(family, 2, heads, heads * headSize, blockSize, 17);
    long[][] text = Models.randomText(config, batch, 2 * blockSize + 1, seed);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
    try (Models model = new Models(config, seed);
        Decoder eager = Decoder.uncached(model.transformer);
        Decoder script = ScriptDecoder.uncached(model.weights, options)) {
      assertSame(script.logitsByStep(text), eager.logitsByStep(text));
      assertSame(script.logitsAfter(text), eager.logitsAfter(text));
    }
  }

  /**
   * Greedy and drawn, in one call or step by step, from a prompt that may be longer than the
   * window, to far past it. Both engines draw from libtorch's one generator, so that a seed gives
   * the same numbers to both.
   */
  @Property(tries = 40)
  void everyPolicyGivesTheEagerTokens(
      @ForAll ModelFamily family,
      @ForAll CachePolicy policy,
      @ForAll boolean kernels,
      @ForAll boolean wholeGeneration,
      @ForAll @IntRange(min = 1, max = 3) int heads,
      @ForAll @IntRange(min = 0, max = 6) int wider,
      @ForAll @IntRange(min = 1, max = 12) int blockSize,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 16) int promptLength,
      @ForAll long seed) {
    TransformerConfig config = config(family, heads, wider, blockSize);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, wholeGeneration);
    long[][] prompt = Models.randomText(config, batch, promptLength, seed);
    try (Models model = new Models(config, seed);
        Decoder eager = Decoder.cached(model.transformer, policy, batch);
        Decoder script = ScriptDecoder.cached(model.weights, policy, options)) {
      SameTokens.require(script, eager, config, prompt, 3 * blockSize + 4, seed);
    }
  }

  @Property(tries = 20)
  void theUncachedArmGivesTheEagerTokens(
      @ForAll ModelFamily family,
      @ForAll boolean kernels,
      @ForAll boolean wholeGeneration,
      @ForAll @IntRange(min = 1, max = 3) int heads,
      @ForAll @IntRange(min = 0, max = 6) int wider,
      @ForAll @IntRange(min = 1, max = 12) int blockSize,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 1, max = 16) int promptLength,
      @ForAll long seed) {
    TransformerConfig config = config(family, heads, wider, blockSize);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, wholeGeneration);
    long[][] prompt = Models.randomText(config, batch, promptLength, seed);
    try (Models model = new Models(config, seed);
        Decoder eager = Decoder.uncached(model.transformer);
        Decoder script = ScriptDecoder.uncached(model.weights, options)) {
      SameTokens.require(script, eager, config, prompt, 2 * blockSize + 4, seed);
    }
  }

  /** Of heads as narrow as the least width allows, and some wider. */
  private static TransformerConfig config(ModelFamily family, int heads, int wider, int blockSize) {
    int headSize = (LEAST_WIDTH + heads - 1) / heads + wider;
    return new TransformerConfig(family, 2, heads, heads * headSize, blockSize, 65);
  }

  /** Several threads, and half precision, have other kernels than one thread in float32. */
  @Test
  void bothArmsGiveTheEagerLogitsOnTwoThreads() {
    TransformerConfig config = new TransformerConfig(2, 4, 32, 16, 17);
    try (Models model = new Models(config, 5)) {
      Torch.start(2);
      for (int batch : new int[] {1, 2, 4, 5, 9}) {
        long[][] text = Models.randomText(config, batch, 33, batch);
        ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
        try (Decoder eager = Decoder.cached(model.transformer, CachePolicy.RING, batch);
            Decoder script = ScriptDecoder.cached(model.weights, CachePolicy.RING, options)) {
          assertSame(script.logitsByStep(text), eager.logitsByStep(text));
        }
        try (Decoder eager = Decoder.uncached(model.transformer);
            Decoder script = ScriptDecoder.uncached(model.weights, options)) {
          assertSame(script.logitsByStep(text), eager.logitsByStep(text));
        }
      }
    } finally {
      Torch.start(1);
    }
  }

  /** With fewer bits the logits are near, and the choice is nearly the best one. */
  @ParameterizedTest
  @EnumSource(
      value = CachePolicy.class,
      names = {"SHIFT", "RING", "HOP", "GROWING", "SINKS"})
  void halfPrecisionIsWithinItsTolerance(CachePolicy policy) {
    TransformerConfig config = TransformerConfig.article(32, 256);
    try (Models model = new Models(config, 5)) {
      for (Precision precision : List.of(Precision.BFLOAT16, Precision.FLOAT16)) {
        for (boolean kernels : new boolean[] {false, true}) {
          ScriptOptions options = new ScriptOptions(precision, kernels, true);
          try (Decoder cached = ScriptDecoder.cached(model.weights, policy, options);
              Decoder uncached = ScriptDecoder.uncached(model.weights, options)) {
            Equivalence.Report report = Equivalence.compare(model.transformer, cached, 2, 32);
            assertThat(report.agrees(precision.tolerance())).as("%s", precision).isTrue();
            assertThat(report.agrees(Precision.FLOAT32.tolerance())).isFalse();
            report = Equivalence.comparePasses(model.transformer, uncached, 2, 32);
            assertThat(report.agrees(precision.tolerance())).as("%s", precision).isTrue();
          }
        }
      }
    }
  }

  /** A script's tensors are no NDArrays, so that only the process's memory tells of a leak. */
  @Test
  void residentMemoryStaysWhereItIs() throws java.io.IOException {
    java.nio.file.Path status = java.nio.file.Path.of("/proc/self/status");
    org.junit.jupiter.api.Assumptions.assumeTrue(java.nio.file.Files.isReadable(status));
    TransformerConfig config = new TransformerConfig(1, 2, 8, 8, 65);
    try (Models model = new Models(config, 1);
        Decoder growing =
            ScriptDecoder.cached(
                model.weights, CachePolicy.GROWING, ScriptOptions.fastest(Precision.FLOAT32));
        Decoder ring =
            ScriptDecoder.cached(
                model.weights, CachePolicy.RING, ScriptOptions.fastest(Precision.FLOAT32))) {
      int arrays = model.manager.getManagedArrays().size();
      long before = 0;
      for (int tokens = 0; tokens < 220_000; tokens += 2 * 2_000) {
        growing.generate(new long[2][1], 1_000, Sampler.greedy());
        ring.generate(new long[2][1], 1_000, Sampler.multinomial(1, 1));
        if (before == 0 && tokens >= 20_000) {
          before = residentKiB(status);
        }
      }
      assertThat((double) residentKiB(status)).isLessThan(1.05 * before);
      assertThat(model.manager.getManagedArrays()).hasSize(arrays);
    }
  }

  private static long residentKiB(java.nio.file.Path status) throws java.io.IOException {
    System.gc();
    return java.nio.file.Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesASamplerInJava() {
    try (Models model = new Models(new TransformerConfig(1, 1, 4, 4, 5), 1);
        Decoder script =
            ScriptDecoder.uncached(model.weights, ScriptOptions.fastest(Precision.FLOAT32))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> script.generate(new long[1][1], 1, Ops::argmax))
          .withMessage("the script engine cannot call a sampler written in Java");
    }
  }

  private static void assertSame(float[][][] actual, float[][][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int row = 0; row < expected.length; row++) {
      assertSame(actual[row], expected[row]);
    }
  }

  private static void assertSame(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Models.maxDifference(actual[i], expected[i]))
          .as("index %d", i)
          .isCloseTo(0, within(TOLERANCE));
    }
  }
}
