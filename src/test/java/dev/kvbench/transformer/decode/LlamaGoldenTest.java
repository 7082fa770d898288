package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.Gpt2Folder;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Llama and its like against Hugging Face Transformers; make_llama_golden.py makes what they are
 * held against.
 */
public class LlamaGoldenTest {
  private static final double TOLERANCE = 1e-4;

  /** As make_llama_golden.py writes it; the prompt is the first four tokens of each text. */
  @SuppressWarnings("ArrayRecordComponent") // read from JSON, never compared or changed
  private record Expected(long[][] tokens, List<Logits> logits, long[][] greedy) {
    private record Logits(int length, float[][] logits) {}

    /** What is expected of the first sequences alone. */
    Expected ofRows(int batch) {
      List<Logits> some =
          logits.stream()
              .map(at -> new Logits(at.length, Arrays.copyOf(at.logits, batch)))
              .toList();
      return new Expected(Arrays.copyOf(tokens, batch), some, Arrays.copyOf(greedy, batch));
    }

    long[][] text(int length) {
      return Arrays.stream(tokens).map(row -> Arrays.copyOf(row, length)).toArray(long[][]::new);
    }
  }

  /** The fixture of a family. */
  public static Path tiny(String family) {
    return Path.of("test/resources/golden/" + family + "-tiny");
  }

  @BeforeEach
  void startTorch() {
    WithManager.startTorch();
  }

  private static boolean fits(CachePolicy policy, Weights weights) {
    try {
      policy.requireFits(weights.config());
      return policy.exactInWindow();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Ways to compute it that promise the model's answer, by name: each engine and each policy, with
   * the policy that all benchmarks take in each way.
   */
  private static Map<String, Supplier<Decoder>> arms(Weights weights, int batch, boolean all) {
    Map<String, Supplier<Decoder>> arms = new LinkedHashMap<>();
    List<Transformer> eager = List.of(new FusedTransformer(weights), new Transformer(weights));
    for (Transformer one : eager) {
      arms.put(one.getClass().getSimpleName(), () -> Decoder.uncached(one));
    }
    for (boolean kernels : new boolean[] {true, false}) {
      ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
      arms.put("script " + kernels, () -> ScriptDecoder.uncached(weights, options));
    }
    for (CachePolicy policy : CachePolicy.values()) {
      if (!fits(policy, weights) || !(all || policy == CachePolicy.RING)) {
        continue;
      }
      for (int way = 0; way < 2; way++) {
        if (policy == CachePolicy.RING || policy.ordinal() % 2 == way) {
          Transformer one = eager.get(way);
          ScriptOptions options = new ScriptOptions(Precision.FLOAT32, way == 1, true);
          arms.put(
              one.getClass().getSimpleName() + " " + policy,
              () -> Decoder.cached(one, policy, batch));
          arms.put(
              "script " + options.kernels() + " " + policy,
              () -> ScriptDecoder.cached(weights, policy, options));
        }
      }
    }
    return arms;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3"})
  void everyArmIsTransformersOwn(String family) throws IOException {
    Path folder = tiny(family);
    Expected all =
        new Gson().fromJson(Files.readString(folder.resolve("expected.json")), Expected.class);
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = Gpt2Folder.load(folder, manager)) {
      for (int batch : new int[] {1, all.tokens.length}) {
        Expected expected = all.ofRows(batch);
        arms(weights, batch, batch > 1)
            .forEach(
                (name, arm) -> {
                  try (Decoder decoder = arm.get()) {
                    assertSame(family + ", " + name + ", batch " + batch, decoder, expected);
                  }
                });
      }
    }
  }

  /** In steps, in passes, and in both one after the other. */
  private static void assertSame(String name, Decoder arm, Expected expected) {
    float[][][] steps = arm.logitsByStep(expected.tokens);
    for (Expected.Logits right : expected.logits) {
      float[][] passed = arm.logitsAfter(expected.text(right.length));
      for (int row = 0; row < right.logits.length; row++) {
        String where = name + ", row " + row + " after " + right.length;
        assertThat(Models.maxDifference(steps[row][right.length - 1], right.logits[row]))
            .as(where + ", in steps")
            .isLessThan(TOLERANCE);
        assertThat(Models.maxDifference(passed[row], right.logits[row]))
            .as(where + ", in a pass")
            .isLessThan(TOLERANCE);
      }
    }
    int length = expected.greedy[0].length;
    assertThat(arm.generate(expected.text(4), length, Sampler.greedy()))
        .as(name)
        .isDeepEqualTo(expected.greedy);
  }

  /**
   * Past its window a cache that keeps the latest tokens computes what a pass over the whole text
   * does where each token sees as many: the same weights, once with a block as long as the window,
   * once with a sliding window in a longer block.
   */
  @Test
  void pastTheWindowRingIsSlidingWindowAttention() throws IOException {
    int window = 9; // of the fixture
    try (NDManager manager = NDManager.newBaseManager();
        Weights sliding = Gpt2Folder.load(tiny("mistral"), manager);
        Weights narrow = Gpt2Folder.load(tiny("mistral"), window, manager)) {
      assertThat(sliding.config().window()).isEqualTo(window);
      int length = sliding.config().blockSize();
      long[][] text = Models.randomText(sliding.config(), 2, length, 3);
      float[][][] banded = Equivalence.causalLogits(new FusedTransformer(sliding), text);
      arms(narrow, 2, true)
          .forEach(
              (name, arm) -> {
                if (name.matches(".*(RING|SHIFT|GROWING)")) {
                  try (Decoder decoder = arm.get()) {
                    assertSame(name, decoder.logitsByStep(text), banded);
                  }
                }
              });
    }
  }

  private static void assertSame(String name, float[][][] actual, float[][][] expected) {
    for (int row = 0; row < expected.length; row++) {
      for (int step = 0; step < expected[row].length; step++) {
        assertThat(Models.maxDifference(actual[row][step], expected[row][step]))
            .as("%s, row %d, token %d", name, row, step)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void aPolicyWithoutMeaningIsRefused() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Weights llama = Gpt2Folder.load(tiny("llama"), manager);
        Weights mistral = Gpt2Folder.load(tiny("mistral"), manager)) {
      ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScriptDecoder.cached(llama, CachePolicy.ARTICLE, options))
          .withMessage(
              "policy article is not for this model: it gives tokens position 0 of a table, and"
                  + " this model turns keys by their positions; choose ring");
      for (CachePolicy policy : List.of(CachePolicy.SINKS, CachePolicy.HOP)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> Decoder.cached(new Transformer(mistral), policy, 1))
            .withMessageContaining("this model's sliding window");
      }
    }
  }
}
