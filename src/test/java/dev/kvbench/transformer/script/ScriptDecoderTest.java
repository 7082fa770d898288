package dev.kvbench.transformer.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.KeptPrefix;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.decode.SameTokens;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.Rope;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script engine against the eager one: the same weights, the same function. */
class ScriptDecoderTest {
  private static final double TOLERANCE = 1e-4;

  /** A layer norm over two or three numbers that are nearly equal makes rounding large. */
  private static final int LEAST_WIDTH = 8;

  /** Both arms: a policy that is null stands for none. */
  private static Decoder eager(Models model, CachePolicy policy, int batch) {
    return policy == null
        ? Decoder.uncached(model.transformer)
        : Decoder.cached(model.transformer, policy, batch);
  }

  private static Decoder script(Models model, CachePolicy policy, ScriptOptions options) {
    return policy == null
        ? ScriptDecoder.uncached(model.weights, options)
        : ScriptDecoder.cached(model.weights, policy, options);
  }

  /** Of all families, with and without kernels, whole and step by step: each of these with each. */
  @ParameterizedTest
  @NullSource
  @EnumSource(CachePolicy.class)
  void everyArmIsTheEagerOne(CachePolicy policy) {
    int number = policy == null ? CachePolicy.values().length : policy.ordinal();
    boolean odd = number % 2 > 0;
    Random random = new Random(number);
    assertIsTheEagerOne(ModelFamily.ARTICLE, policy, odd, number % 4 > 1, random);
    assertIsTheEagerOne(ModelFamily.GPT2, policy, !odd, number % 4 < 2, random);
    assertIsTheEagerOne(ModelFamily.LLAMA, policy, odd, number % 4 < 2, random);
    assertIsTheEagerOne(ModelFamily.QWEN3, policy, !odd, number % 4 > 1, random);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource(CachePolicy.class)
  @Tag("exhaustive")
  void everyArmIsTheEagerOneAtManySizes(CachePolicy policy) {
    Random random = new Random(1);
    for (int i = 0; i < 48; i++) {
      ModelFamily family = ModelFamily.values()[i % ModelFamily.values().length];
      assertIsTheEagerOne(family, policy, i % 4 > 1, i % 8 > 3, random);
    }
  }

  /**
   * Logits past the window, in steps and in passes; then tokens, greedy and drawn, from a prompt
   * that may be longer than the window. Both engines draw from libtorch's one generator, so that a
   * seed gives the same numbers to both.
   */
  private static void assertIsTheEagerOne(
      ModelFamily family, CachePolicy policy, boolean kernels, boolean whole, Random random) {
    int heads = 1 + random.nextInt(3);
    int headSize = (LEAST_WIDTH + heads - 1) / heads + random.nextInt(7);
    int blockSize = 1 + random.nextInt(12);
    int batch = 1 + random.nextInt(6);
    long seed = random.nextLong();
    TransformerConfig config =
        family.llamaLike()
            ? llama(family, heads, blockSize, policy == CachePolicy.HOP, random)
            : new TransformerConfig(family, 2, heads, heads * headSize, blockSize, 65);
    if (policy != null && !fits(policy, config)) {
      return;
    }
    long[][] text = Models.randomText(config, batch, 3 * blockSize + 1, seed);
    long[][] prompt = Models.randomText(config, batch, 1 + random.nextInt(16), seed);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, whole);
    try (Models model = new Models(config, seed);
        Decoder eager = eager(model, policy, batch);
        Decoder script = script(model, policy, options)) {
      double tolerance = TOLERANCE + (policy == null ? 0 : policy.tolerance());
      assertSame(script.logitsByStep(text), eager.logitsByStep(text), tolerance);
      assertSame(script.logitsAfter(text), eager.logitsAfter(text), tolerance); // in passes
      SameTokens.require(script, eager, config, prompt, 3 * blockSize + 4, seed, tolerance);
    }
  }

  /** Of any grouping, with biases or a tied head or neither, and with a sliding window or none. */
  private static TransformerConfig llama(
      ModelFamily family, int others, int blockSize, boolean whole, Random random) {
    LlamaShape shape =
        new LlamaShape(
            others,
            2 * (1 + random.nextInt(4)),
            1 + random.nextInt(20),
            whole ? blockSize : 1 + random.nextInt(2 * blockSize),
            new Rope(100, 2, new Rope.Bands(1, 4, 16)),
            1e-6,
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean());
    int heads = others * (1 + random.nextInt(3));
    return new TransformerConfig(
        family, 2, heads, LEAST_WIDTH + random.nextInt(9), blockSize, 65, shape);
  }

  private static boolean fits(CachePolicy policy, TransformerConfig config) {
    try {
      policy.requireFits(config);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void aTextGoesOnFromTheBeginningOfTheOneBefore(CachePolicy policy) {
    TransformerConfig rotary = llama(ModelFamily.QWEN3, 2, 20, true, new Random(1));
    for (TransformerConfig config : List.of(new TransformerConfig(2, 2, 16, 20, 17), rotary)) {
      if (fits(policy, config)) {
        try (Models model = new Models(config, 9)) {
          for (boolean kernels : new boolean[] {false, true}) {
            ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
            try (Decoder script = ScriptDecoder.cached(model.weights, policy, options);
                Decoder uncached = ScriptDecoder.uncached(model.weights, options)) {
              KeptPrefix.require(script, uncached, config, policy, TOLERANCE + policy.tolerance());
            }
          }
          try (Decoder eager = Decoder.cached(model.transformer, policy, 2);
              Decoder uncached = Decoder.uncached(model.transformer)) {
            KeptPrefix.require(eager, uncached, config, policy, TOLERANCE + policy.tolerance());
          }
        }
      }
    }
  }

  /**
   * But for a unit here and there, where rounding decides it: far nearer than to the float ring.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void int8RoundsWhatTheEagerOneDoes(boolean kernels) {
    TransformerConfig config = new TransformerConfig(2, 2, 32, 24, 65);
    ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
    long[][] text = Models.randomText(config, 3, 60, 1);
    try (Models model = new Models(config, 1);
        Decoder eager = Decoder.cached(model.transformer, CachePolicy.INT8, 3);
        Decoder ring = Decoder.cached(model.transformer, CachePolicy.RING, 3);
        Decoder script = ScriptDecoder.cached(model.weights, CachePolicy.INT8, options)) {
      float[][][] expected = eager.logitsByStep(text);
      assertThat(difference(script.logitsByStep(text), expected))
          .isLessThan(difference(ring.logitsByStep(text), expected) / 10);
    }
  }

  /** On average over all steps. */
  private static double difference(float[][][] actual, float[][][] expected) {
    double sum = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int step = 0; step < expected[row].length; step++) {
        sum += Models.maxDifference(actual[row][step], expected[row][step]);
      }
    }
    return sum / expected.length / expected[0].length;
  }

  /** Several threads, and half precision, have other kernels than one thread in float32. */
  @Test
  @Tag("exhaustive") // threads that spin are slow where other tests take the cores
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
      WithManager.startTorch();
    }
  }

  @ParameterizedTest
  @CsvSource({"RING, false", "RING, true", "HOP, true", "INT8, false", "INT8, true"})
  void halfPrecisionIsWithinItsTolerance(CachePolicy policy, boolean kernels) {
    TransformerConfig config = TransformerConfig.article(12, 64);
    assertIsWithinItsTolerance(policy, config, Precision.BFLOAT16, kernels);
    TransformerConfig rotary = llama(ModelFamily.QWEN3, 2, 12, true, new Random(1));
    assertIsWithinItsTolerance(policy, rotary, Precision.BFLOAT16, kernels);
  }

  @ParameterizedTest
  @CsvSource({"RING, false", "RING, true", "HOP, false", "HOP, true"})
  @Tag("exhaustive") // to try kernels of float16 takes minutes on a CPU that lacks them
  void halfPrecisionAtTheArticlesWidthIsWithinItsTolerance(CachePolicy policy, boolean kernels) {
    TransformerConfig config = TransformerConfig.article(32, 256);
    assertIsWithinItsTolerance(policy, config, Precision.BFLOAT16, kernels);
    assertIsWithinItsTolerance(policy, config, Precision.FLOAT16, kernels);
  }

  /** With fewer bits the logits are near, and the choice is nearly the best one. */
  private static void assertIsWithinItsTolerance(
      CachePolicy policy, TransformerConfig config, Precision precision, boolean kernels) {
    int length = config.blockSize();
    ScriptOptions options = new ScriptOptions(precision, kernels, true);
    try (Models model = new Models(config, 5);
        Decoder cached = ScriptDecoder.cached(model.weights, policy, options);
        Decoder uncached = ScriptDecoder.uncached(model.weights, options)) {
      Equivalence.Report report = Equivalence.compare(model.transformer, cached, 2, length);
      assertThat(report.agrees(precision.tolerance() + policy.tolerance())).isTrue();
      assertThat(report.agrees(Precision.FLOAT32.tolerance())).isFalse();
      report = Equivalence.comparePasses(model.transformer, uncached, 2, length);
      assertThat(report.agrees(precision.tolerance())).isTrue();
    }
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
    assertSame(actual, expected, TOLERANCE);
  }

  private static void assertSame(float[][][] actual, float[][][] expected, double tolerance) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int row = 0; row < expected.length; row++) {
      assertSame(actual[row], expected[row], tolerance);
    }
  }

  private static void assertSame(float[][] actual, float[][] expected, double tolerance) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Models.maxDifference(actual[i], expected[i]))
          .as("index %d", i)
          .isCloseTo(0, within(tolerance));
    }
  }
}
