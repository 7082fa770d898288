package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.TransformerConfig;

/** A cached decoder whose texts share their first tokens. */
public final class KeptPrefix {
  private static final int BATCH = 2;

  private KeptPrefix() {}

  /**
   * Throws unless texts that share 1 to 19 of 20 tokens with the one before have the logits of
   * their own tokens; or unless the policy refuses to keep any.
   *
   * @param config with a block of 20
   */
  public static void require(
      Decoder cached,
      Decoder uncached,
      TransformerConfig config,
      CachePolicy policy,
      double tolerance) {
    int block = config.blockSize();
    long[][] before = Models.randomText(config, BATCH, block, 0);
    cached.logitsAfter(before);
    if (!policy.keepsPrefix()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cached.logitsAfter(before, 5))
          .withMessageStartingWith("policy " + policy.label() + " keeps no shared prefix");
      return;
    }
    for (int kept : new int[] {block - 1, block - 3, 7, 1}) {
      long[][] text = Models.randomText(config, BATCH, block, kept);
      for (int row = 0; row < BATCH; row++) {
        System.arraycopy(before[row], 0, text[row], 0, kept);
      }
      float[][] actual = cached.logitsAfter(text, kept);
      float[][] expected = expected(cached, uncached, text, policy);
      for (int row = 0; row < BATCH; row++) {
        assertThat(Models.maxDifference(actual[row], expected[row]))
            .as("%d kept", kept)
            .isCloseTo(0, within(tolerance));
      }
      cached.logitsAfter(before);
    }
    requireNothingIsFedAgain(cached, config, before, tolerance);
    requireRefusals(cached, before);
  }

  /** Of a policy that is approximate in the window, its own for a text that is fed whole. */
  private static float[][] expected(
      Decoder cached, Decoder uncached, long[][] text, CachePolicy policy) {
    return policy.boundedInWindow() ? uncached.logitsAfter(text) : cached.logitsAfter(text);
  }

  /** The kept tokens are those of the text before, whatever the new text says. */
  private static void requireNothingIsFedAgain(
      Decoder cached, TransformerConfig config, long[][] before, double tolerance) {
    float[][] expected = cached.logitsAfter(before);
    long[][] other = Models.randomText(config, BATCH, config.blockSize(), 99);
    int kept = 8;
    for (int row = 0; row < BATCH; row++) {
      System.arraycopy(before[row], kept, other[row], kept, config.blockSize() - kept);
    }
    float[][] actual = cached.logitsAfter(other, kept);
    for (int row = 0; row < BATCH; row++) {
      assertThat(Models.maxDifference(actual[row], expected[row])).isCloseTo(0, within(tolerance));
    }
  }

  private static void requireRefusals(Decoder cached, long[][] before) {
    int block = before[0].length;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cached.logitsAfter(before, block))
        .withMessageContaining("at least one is computed");
    cached.generate(before, 3, Sampler.greedy()); // the first token has left, or lies elsewhere
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cached.resume(before, 2, 1, Sampler.greedy()))
        .withMessageContaining("are not in the cache: it took " + (block + 2));
  }
}
