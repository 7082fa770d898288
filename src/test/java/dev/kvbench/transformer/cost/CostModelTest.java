package dev.kvbench.transformer.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  private final CostModel article = new CostModel(TransformerConfig.article());

  @Test
  void articleModelAtTheFullWindow() {
    assertThat(article.cachedToken(1024)).isCloseTo(10.52e6, Percentage.withPercentage(0.1));
    // 10.77 G with the head on every position; on the last one only, 2·d·V·(T−1) less.
    assertThat(article.uncachedToken(1024) + 2.0 * 256 * 65 * 1023)
        .isCloseTo(10.77e9, Percentage.withPercentage(0.1));
    assertThat(article.publishedToken()).isEqualTo(article.cachedToken(1024));
    assertThat(article.cachedToken(5000)).isEqualTo(article.cachedToken(1024));
  }

  @ParameterizedTest
  @CsvSource({"100, 51", "1000, 541", "10000, 985"})
  void uncachedOverCachedOfTheArticlesSteps(int steps, double ratio) {
    double saved = 0; // the published uncached arm applies the head to every position
    for (int t = 1; t <= steps; t++) {
      saved += 2.0 * 256 * 65 * (Math.min(t, 1024) - 1);
    }
    assertThat((article.uncached(steps) + saved) / article.cached(steps))
        .isCloseTo(ratio, within(1.0));
  }

  @Property(tries = 50)
  void totalsAreSumsOverTokens(
      @ForAll @IntRange(min = 1, max = 300) int steps,
      @ForAll @IntRange(min = 1, max = 100) int blockSize) {
    CostModel model = new CostModel(new TransformerConfig(3, 2, 8, blockSize, 11));
    double cached = 0;
    double uncached = 0;
    for (int t = 1; t <= steps; t++) {
      cached += model.cachedToken(t);
      uncached += model.uncachedToken(t);
    }
    assertThat(model.cachedSteps(1, steps)).isCloseTo(cached, Percentage.withPercentage(1e-9));
    assertThat(model.uncachedSteps(1, steps)).isCloseTo(uncached, Percentage.withPercentage(1e-9));
    assertThat(model.cachedStepElements(1, steps))
        .isCloseTo(model.cachedElements(steps, 1), Percentage.withPercentage(1e-9));
    assertThat(model.cached(steps)).isCloseTo(cached, Percentage.withPercentage(1e-9));
    assertThat(model.uncached(steps)).isCloseTo(uncached, Percentage.withPercentage(1e-9));
  }

  /** The figures of GPT-2 124M: 2W = 247.1 M, f_c(1024) = 284.8 M, f_u(1024) = 291.6 G. */
  @Test
  void gpt2() {
    CostModel gpt2 =
        new CostModel(new TransformerConfig(ModelFamily.GPT2, 12, 12, 768, 1024, 50257));
    assertThat(2 * gpt2.matrixWeights()).isCloseTo(247.1e6, Percentage.withPercentage(0.1));
    assertThat(gpt2.cachedToken(1024)).isCloseTo(284.8e6, Percentage.withPercentage(0.1));
    assertThat(gpt2.uncachedToken(1024) + 2.0 * 768 * 50257 * 1023)
        .isCloseTo(291.6e9, Percentage.withPercentage(0.1));
    assertThat(4 * gpt2.cacheElementsPerToken()).isEqualTo(72 * 1024);
  }

  /** A pass over 513 tokens and 511 steps to the end of the window, in 512 tokens. */
  @Test
  void aHopIsSpreadOverItsPeriod() {
    CostModel model = new CostModel(TransformerConfig.article(1024, 256));
    double sum = model.uncachedToken(513);
    for (int t = 514; t <= 1024; t++) {
      sum += model.cachedToken(t);
    }
    assertThat(model.hopToken()).isEqualTo(sum / 512);
    assertThat(model.hopToken() / model.cachedToken(1024)).isBetween(1.5, 2.0);
  }
}
