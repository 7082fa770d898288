package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Policy hop by its definition: past the window too, it is the uncached model applied to the text
 * since the last hop, and to nothing before it.
 */
class QualityHopTest {
  private static final int BLOCK = QualityModel.BLOCK;

  @Test
  void isTheUncachedModelOfTheTextSinceTheLastHop() {
    long[][] text = QualityModel.text(3, 5 * BLOCK);
    ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
    try (QualityModel model = new QualityModel(11);
        Decoder hop = ScriptDecoder.cached(model.weights, CachePolicy.HOP, options);
        Decoder uncached = ScriptDecoder.uncached(model.weights, options)) {
      float[][][] actual = hop.logitsByStep(text);
      for (int position = 1; position <= text[0].length; position++) {
        int since = start(position);
        int to = position;
        long[][] kept =
            Arrays.stream(text)
                .map(row -> Arrays.copyOfRange(row, since, to))
                .toArray(long[][]::new);
        float[][] expected = uncached.logitsAfter(kept);
        for (int row = 0; row < text.length; row++) {
          for (int i = 0; i < expected[row].length; i++) {
            assertThat(actual[row][position - 1][i])
                .as("position %d, text from %d", position, since)
                .isCloseTo(expected[row][i], within((float) Precision.FLOAT32.tolerance()));
          }
        }
      }
    }
  }

  /** That definition leaves out text that the window still has, and so is not the reference. */
  @Test
  void isNotTheUncachedModelOfTheWholeWindow() {
    long[][] text = QualityModel.text(1, 2 * BLOCK);
    ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
    try (QualityModel model = new QualityModel(11);
        Decoder hop = ScriptDecoder.cached(model.weights, CachePolicy.HOP, options);
        Decoder uncached = ScriptDecoder.uncached(model.weights, options)) {
      float[] actual = hop.logitsByStep(text)[0][BLOCK];
      float[] window = uncached.logitsByStep(text)[0][BLOCK];
      double max = 0;
      for (int i = 0; i < window.length; i++) {
        max = Math.max(max, Math.abs(actual[i] - window[i]));
      }
      assertThat(max).isGreaterThan(0.01);
    }
  }

  /**
   * Where the text begins that hop has at a position. The first hop comes when the window is full
   * and another token is fed, at position block + 1, and each further one when half a window more
   * has come: the older half, ⌈block / 2⌉, is dropped.
   */
  private static int start(int position) {
    if (position <= BLOCK) {
      return 0;
    }
    int dropped = (BLOCK + 1) / 2;
    int hops = (position - BLOCK - 1) / dropped + 1;
    return hops * dropped;
  }
}
