package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three arms against an independent PyTorch model; see src/test/python/README.md. */
class GoldenTest {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenTest.class);
  private static final double TOLERANCE = 1e-4;

  /** 2 layers, 2 heads, embed 32, block 16, batch 2: every position, far past the window. */
  @Nested
  class Tiny extends Comparison {
    Tiny() {
      super("tiny", false);
    }
  }

  @Nested
  class TinyScript extends Comparison {
    TinyScript() {
      super("tiny", true);
    }
  }

  /** The article's model: 4 layers, 4 heads, embed 256, block 1024. */
  @Nested
  @Tag("exhaustive") // the eager engine at this size is the tiny one's code
  class Article extends Comparison {
    Article() {
      super("article", false);
    }
  }

  @Nested
  class ArticleScript extends Comparison {
    ArticleScript() {
      super("article", true);
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Comparison {
    private final String name;
    private final boolean script;
    private final Golden golden;
    private NDManager manager;
    private Weights weights;
    private Transformer transformer;

    Comparison(String name, boolean script) {
      this.name = name + (script ? ", script" : "");
      this.script = script;
      this.golden = Golden.of(name);
    }

    @BeforeAll
    void load() {
      WithManager.startTorch();
      manager = NDManager.newBaseManager();
      weights = golden.formulaWeights(manager);
      transformer = new Transformer(weights);
    }

    @AfterAll
    void close() {
      manager.close();
    }

    private Decoder uncached() {
      return script
          ? ScriptDecoder.uncached(weights, ScriptOptions.fastest(Precision.FLOAT32))
          : Decoder.uncached(transformer);
    }

    private Decoder cached(CachePolicy policy) {
      return script
          ? ScriptDecoder.cached(weights, policy, ScriptOptions.fastest(Precision.FLOAT32))
          : Decoder.cached(transformer, policy, golden.config().batch());
    }

    @Test
    void formulasMakeTheWeightsAndTheText() {
      assertThat(Weights.shapes(golden.config().transformer()).keySet())
          .containsExactlyInAnyOrderElementsOf(golden.weights().keySet());
      golden
          .weights()
          .forEach(
              (tensor, expected) -> {
                float[] values = weights.get(tensor).toFloatArray();
                assertThat(weights.get(tensor).getShape().getShape())
                    .as(tensor)
                    .isEqualTo(expected.shape());
                assertThat(values).as(tensor).startsWith(expected.first());
                assertThat(values[values.length - 1]).as(tensor).isEqualTo(expected.last());
                assertThat(Golden.crc32(values)).as(tensor).isEqualTo(expected.crc32());
              });
      assertThat(golden.text(16)).isDeepEqualTo(golden.tokens());
    }

    @Test
    void uncachedLogits() {
      double max = 0;
      try (Decoder uncached = uncached()) {
        for (Golden.Uncached expected : golden.uncached()) {
          float[][] actual = uncached.logitsAfter(golden.text(expected.length()));
          max = Math.max(max, difference(actual, expected.logits()));
        }
      }
      LOG.info("{}: uncached, max |Δlogit| {}", name, max);
      assertThat(max).isLessThanOrEqualTo(TOLERANCE);
    }

    @Test
    void shiftLogits() {
      Golden.Every every = golden.shift().every();
      float[][][] actual = stepwise(CachePolicy.SHIFT, golden.shift().full(), every.count());
      double max = differenceOfFull(actual, golden.shift().full());
      LOG.info("{}: shift, full rows, max |Δlogit| {}", name, max);
      assertThat(max).isLessThanOrEqualTo(TOLERANCE);

      int clear = 0;
      double maxOfFive = 0;
      double maxOfSum = 0;
      for (int t = 0; t < every.count(); t++) {
        for (int row = 0; row < actual.length; row++) {
          float[] logits = actual[row][t];
          maxOfFive =
              Math.max(
                  maxOfFive,
                  Models.maxDifference(pick(logits, every.vocabulary()), every.logits()[t][row]));
          maxOfSum = Math.max(maxOfSum, Math.abs(logSumExp(logits) - every.logsumexp()[t][row]));
          if (every.margin()[t][row] > 1e-3) {
            clear++;
            assertThat(argmax(logits))
                .as("argmax of sequence %d, position %d", row, t)
                .isEqualTo(every.argmax()[t][row]);
          }
        }
      }
      LOG.info(
          "{}: shift, every t, max |Δlogit| {}, |Δlogsumexp| {}, argmax compared {} of {}",
          name,
          maxOfFive,
          maxOfSum,
          clear,
          every.count() * actual.length);
      assertThat(maxOfFive).isLessThanOrEqualTo(TOLERANCE);
      assertThat(maxOfSum).isLessThanOrEqualTo(TOLERANCE);
      assertThat(clear).isGreaterThan(every.count() * actual.length * 9 / 10);
    }

    @Test
    void articleLogits() {
      List<Golden.Full> full = golden.article().full();
      double max = differenceOfFull(stepwise(CachePolicy.ARTICLE, full, 0), full);
      LOG.info("{}: article, max |Δlogit| {}", name, max);
      assertThat(max).isLessThanOrEqualTo(TOLERANCE);
    }

    /** One pass over the window's prompt must be what feeding it token by token is. */
    @Test
    void prefilledLogits() {
      int block = golden.config().block();
      for (CachePolicy policy : CachePolicy.values()) {
        if (policy == CachePolicy.MASKED) {
          continue; // between the two that PyTorch computed
        }
        List<Golden.Full> full =
            policy.boundedInWindow() ? golden.shift().full() : golden.article().full();
        Golden.Full last =
            full.stream().filter(at -> at.t() == block - 1).findFirst().orElseThrow();
        try (Decoder decoder = cached(policy)) {
          double max = difference(decoder.logitsAfter(golden.text(block)), last.logits());
          LOG.info("{}: {}, prefilled in one pass, max |Δlogit| {}", name, policy.label(), max);
          assertThat(max).isLessThanOrEqualTo(TOLERANCE + policy.tolerance());
        }
      }
    }

    @Test
    void greedyTokens() {
      try (Decoder uncached = uncached();
          Decoder shift = cached(CachePolicy.SHIFT);
          Decoder article = cached(CachePolicy.ARTICLE)) {
        assertThat(greedy(uncached)).isDeepEqualTo(golden.greedy().uncached().tokens());
        assertThat(greedy(shift)).isDeepEqualTo(golden.greedy().shift().tokens());
        assertThat(greedy(article)).isDeepEqualTo(golden.greedy().article().tokens());
      }
    }

    private long[][] greedy(Decoder decoder) {
      long[][] start = new long[golden.config().batch()][1];
      for (long[] row : start) {
        row[0] = golden.greedy().start();
      }
      return decoder.generate(start, golden.greedy().count(), Sampler.greedy());
    }

    private float[][][] stepwise(CachePolicy policy, List<Golden.Full> full, int atLeast) {
      int length = full.stream().mapToInt(at -> at.t() + 1).max().orElseThrow();
      assertThat(length).isGreaterThan(golden.config().block()); // past the window, too
      try (Decoder decoder = cached(policy)) {
        return decoder.logitsByStep(golden.text(Math.max(length, atLeast)));
      }
    }

    private static double differenceOfFull(float[][][] actual, List<Golden.Full> full) {
      double max = 0;
      for (Golden.Full expected : full) {
        float[][] at = new float[actual.length][];
        for (int row = 0; row < actual.length; row++) {
          at[row] = actual[row][expected.t()];
        }
        max = Math.max(max, difference(at, expected.logits()));
      }
      return max;
    }

    private static double difference(float[][] actual, float[][] expected) {
      assertThat(actual).hasDimensions(expected.length, expected[0].length);
      double max = 0;
      for (int row = 0; row < expected.length; row++) {
        max = Math.max(max, Models.maxDifference(actual[row], expected[row]));
      }
      return max;
    }

    private static float[] pick(float[] logits, int[] vocabulary) {
      float[] picked = new float[vocabulary.length];
      for (int i = 0; i < picked.length; i++) {
        picked[i] = logits[vocabulary[i]];
      }
      return picked;
    }

    private static double logSumExp(float[] logits) {
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      return Math.log(sum);
    }

    private static int argmax(float[] logits) {
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        if (logits[i] > logits[best]) {
          best = i;
        }
      }
      return best;
    }
  }

  @Test
  void aWrongElementWouldBeSeen() {
    Golden golden = Golden.of("tiny");
    float[] values = golden.formula("linear.bias");
    values[0] = Math.nextUp(values[0]);
    assertThat(Golden.crc32(values)).isNotEqualTo(golden.weights().get("linear.bias").crc32());
    assertThat(Models.maxDifference(new float[] {1, Float.NaN}, new float[] {1, 2})).isNaN();
    assertThat(Models.maxDifference(new float[] {1, 2}, new float[] {1, 2.5f}))
        .isCloseTo(0.5, within(1e-9));
  }
}
