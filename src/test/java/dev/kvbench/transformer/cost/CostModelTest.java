package dev.kvbench.transformer.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.Rope;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  private static final TransformerConfig ARTICLE = TransformerConfig.article();

  private static CostModel cached(TransformerConfig config, CachePolicy policy) {
    return new CostModel(config, Optional.of(policy));
  }

  private static CostModel uncached(TransformerConfig config) {
    return new CostModel(config, Optional.empty());
  }

  private static CostModel published(TransformerConfig config) {
    return new CostModel(config, Optional.empty(), true);
  }

  /** Of the matrix products of a pass, one after the other. */
  private static double counted(TransformerConfig config, int tokens, boolean wholeLastLayer) {
    double width = config.embedSize();
    double flops = 2 * width * config.vocabularySize();
    for (int layer = 1; layer <= config.layers(); layer++) {
      int rows = layer == config.layers() && !wholeLastLayer ? 1 : tokens;
      flops += 2 * (2 * tokens * width * width); // keys, values
      flops += 2 * (2 * rows * width * width); // queries, projection
      flops += 2 * (2 * rows * width * 4 * width); // up, down
      flops += 2 * (2 * rows * width * tokens); // scores, weighted values
    }
    return flops;
  }

  private static double token(CostModel model, long t) {
    return model.steps(t, 1).flops();
  }

  @Test
  void articleModelAtTheFullWindow() {
    CostModel ring = cached(ARTICLE, CachePolicy.RING);
    assertThat(token(ring, 1024)).isCloseTo(10.52e6, Percentage.withPercentage(0.1));
    assertThat(token(ring, 5000)).isEqualTo(token(ring, 1024));
    // 10.77 G with the head on every position; on the last one only, 2·d·V·(T−1) less.
    assertThat(token(published(ARTICLE), 1024) + 2.0 * 256 * 65 * 1023)
        .isCloseTo(10.77e9, Percentage.withPercentage(0.1));
  }

  /** It attends to every slot from the first token on. */
  @Test
  void thePublishedCacheCostsTheSameEverywhere() {
    CostModel published = cached(ARTICLE, CachePolicy.ARTICLE);
    double full = token(cached(ARTICLE, CachePolicy.RING), 1024);
    assertThat(token(published, 1)).isEqualTo(full);
    assertThat(published.steps(1, 3000).flops()).isEqualTo(3000 * full);
    assertThat(published.steps(1, 2).cacheElements()).isEqualTo(2 * 2 * 4 * 256 * 1024);
  }

  @ParameterizedTest
  @CsvSource({"100, 51", "1000, 541", "10000, 985"})
  void uncachedOverCachedOfTheArticlesSteps(int steps, double ratio) {
    double saved = 0; // the published uncached arm applies the head to every position
    for (int t = 1; t <= steps; t++) {
      saved += 2.0 * 256 * 65 * (Math.min(t, 1024) - 1);
    }
    double with = cached(ARTICLE, CachePolicy.SHIFT).steps(1, steps).flops();
    assertThat((published(ARTICLE).steps(1, steps).flops() + saved) / with)
        .isCloseTo(ratio, within(1.0));
  }

  /** From the formulas of the class, token by token. */
  @Property(tries = 50)
  void stepsAreSumsOverTokens(
      @ForAll @IntRange(min = 1, max = 200) int first,
      @ForAll @IntRange(min = 1, max = 200) int steps,
      @ForAll @IntRange(min = 1, max = 100) int blockSize) {
    TransformerConfig config = new TransformerConfig(3, 2, 8, blockSize, 11);
    double weights = 12 * 3 * 64 + 8 * 11;
    double cached = 0;
    double uncached = 0;
    double published = 0;
    double attended = 0;
    for (int t = first; t < first + steps; t++) {
      int window = Math.min(t, blockSize);
      cached += 2 * weights + 4 * 3 * 8 * window;
      uncached += counted(config, window, false);
      published += counted(config, window, true);
      attended += window;
    }
    Work with = cached(config, CachePolicy.GROWING).steps(first, steps);
    assertThat(with).isEqualTo(new Work(cached, steps * weights, 2 * 3 * 8 * attended));
    Work without = uncached(config).steps(first, steps);
    assertThat(without).isEqualTo(new Work(uncached, steps * weights, 0));
    assertThat(published(config).steps(first, steps))
        .isEqualTo(new Work(published, steps * weights, 0));
    assertThat(cached(config, CachePolicy.GROWING).bytes(with, 3, Precision.BFLOAT16))
        .isEqualTo(2 * (steps * weights + 3 * 2 * 3 * 8 * attended));
  }

  /** The figures of GPT-2 124M: 2W = 247.1 M, f_c(1024) = 284.8 M, f_u(1024) = 291.6 G. */
  @Test
  void gpt2() {
    TransformerConfig config = new TransformerConfig(ModelFamily.GPT2, 12, 12, 768, 1024, 50257);
    CostModel ring = cached(config, CachePolicy.RING);
    assertThat(2 * ring.matrixWeights()).isCloseTo(247.1e6, Percentage.withPercentage(0.1));
    assertThat(token(ring, 1024)).isCloseTo(284.8e6, Percentage.withPercentage(0.1));
    assertThat(published(config).pass(1024).flops() + 2.0 * 768 * 50257 * 1023)
        .isCloseTo(291.6e9, Percentage.withPercentage(0.1));
    assertThat(ring.cacheBytes(Precision.FLOAT32)).isEqualTo(1024 * 72 * 1024);
    assertThat(uncached(config).cacheBytes(Precision.FLOAT32)).isZero();
  }

  /** From a whole prompt to a single token. */
  @Test
  void aPassOverARestAttendsToAllOfThePrompt() {
    CostModel ring = cached(ARTICLE, CachePolicy.RING);
    assertThat(ring.pass(100, 0)).isEqualTo(ring.pass(100));
    assertThat(ring.pass(100, 99).flops()).isEqualTo(token(ring, 100)); // a step is one such pass
    assertThat(ring.pass(100, 99).cacheElements()).isEqualTo(2 * 4 * 256 * 99);
    assertThat(ring.pass(100, 50).flops() / ring.pass(100).flops()).isBetween(0.5, 0.52);
  }

  /** A pool has whole blocks, of 16 tokens. */
  @Test
  void pagedTakesWholeBlocks() {
    TransformerConfig config = TransformerConfig.article(33, 64);
    double token = 2 * 4 * 64 * 4;
    assertThat(cached(config, CachePolicy.PAGED).cacheBytes(Precision.FLOAT32))
        .isEqualTo(48 * token);
    assertThat(cached(config, CachePolicy.RING).cacheBytes(Precision.FLOAT32))
        .isEqualTo(33 * token);
  }

  /** A byte an element, and four for each token and head's scale; a quarter for wide heads. */
  @Test
  void int8TakesAboutAQuarterOfTheBytes() {
    CostModel ring = cached(ARTICLE, CachePolicy.RING);
    CostModel int8 = cached(ARTICLE, CachePolicy.INT8);
    assertThat(int8.cacheBytes(Precision.FLOAT32) / ring.cacheBytes(Precision.FLOAT32))
        .isEqualTo((64 + 4) / 256.0);
    assertThat(int8.cacheBytes(Precision.BFLOAT16) / ring.cacheBytes(Precision.BFLOAT16))
        .isEqualTo((64 + 4) / 128.0);
    Work step = int8.steps(1024, 1);
    assertThat(step).isEqualTo(ring.steps(1024, 1));
    assertThat(int8.bytes(step, 3, Precision.FLOAT32))
        .isEqualTo(4 * int8.matrixWeights() + 3 * int8.cacheBytes(Precision.FLOAT32));
  }

  /**
   * Of SmolLM2-135M, which has 134,515,008 parameters, 61 norms of 576 among them, and a tied head:
   * 9 heads of queries share 3 of keys and values.
   */
  @Test
  void groupedQueries() {
    LlamaShape shape =
        new LlamaShape(3, 64, 1536, 512, new Rope(1e5, 1, null), 1e-5, false, false, false, true);
    TransformerConfig config =
        new TransformerConfig(ModelFamily.LLAMA, 30, 9, 576, 8192, 49152, shape);
    CostModel ring = cached(config, CachePolicy.RING);
    double weights = 134_515_008 - 61 * 576;
    assertThat(ring.matrixWeights()).isEqualTo(weights);
    assertThat(ring.cacheBytesPerToken(Precision.FLOAT32)).isEqualTo(45 * 1024);
    assertThat(ring.ungroupedBytesPerToken(Precision.FLOAT32)).isEqualTo(135 * 1024);
    assertThat(ring.steps(100, 1))
        .isEqualTo(new Work(2 * weights + 4.0 * 30 * 576 * 100, weights, 2.0 * 30 * 192 * 100));
    assertThat(ring.steps(5000, 1).cacheElements()).isEqualTo(2.0 * 30 * 192 * 512); // it slides
    double pruned = 9 * (2 * (weights - 576 * 49152) / 30 - 4 * 576 * 192 + 4 * 576 * 10);
    assertThat(ring.pass(10).flops())
        .isEqualTo(10 * token(ring, 10) - 9 * 2.0 * 576 * 49152 - pruned);
  }

  /** A pass over 513 tokens and 511 steps to the end of the window, in 512 tokens. */
  @Test
  void aRefillIsSpreadOverItsPeriod() {
    CostModel ring = cached(ARTICLE, CachePolicy.RING);
    CostModel hop = cached(ARTICLE, CachePolicy.HOP);
    double period = ring.pass(513).flops() + ring.steps(514, 511).flops();
    assertThat(token(hop, 1025)).isEqualTo(period / 512);
    assertThat(token(hop, 1024)).isEqualTo(token(ring, 1024));
    assertThat(hop.steps(1025, 512).flops()).isCloseTo(period, Percentage.withPercentage(1e-9));
    assertThat(hop.steps(1025, 512).cacheElements())
        .isEqualTo(ring.steps(514, 511).cacheElements()); // a pass reads none
  }
}
