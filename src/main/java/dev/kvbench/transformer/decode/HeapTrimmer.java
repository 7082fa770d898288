package dev.kvbench.transformer.decode;

import ai.djl.Device;
import dev.kvbench.transformer.device.CLibrary;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * Keeps the C library's heap small while an arm decodes without a cache. There every token's
 * activations are larger than those of the token before, by a row, so that they fit into none of
 * the gaps that these left: after 1000 tokens of GPT-2 the heap is 240 MB, of which a fraction is
 * in use. To give the gaps back now and then takes a few thousandths of what the tokens take.
 */
public final class HeapTrimmer {
  private static final int TOKENS = 64;

  private final boolean trims;
  private final Runnable trim;
  private int left = TOKENS;

  private HeapTrimmer(boolean trims, Runnable trim) {
    this.trims = trims;
    this.trim = trim;
  }

  /** That of an arm without a cache; of the article's model, which is small, and of a GPU none. */
  public static HeapTrimmer uncached(TransformerConfig config, Device device) {
    return uncached(config, device, CLibrary::trimHeap);
  }

  /** The same with another trimming, for tests. */
  static HeapTrimmer uncached(TransformerConfig config, Device device, Runnable trim) {
    return new HeapTrimmer(config.family().large() && !device.isGpu(), trim);
  }

  /** Does nothing: a step with a cache has the activations of one token. */
  public static HeapTrimmer none() {
    return new HeapTrimmer(false, () -> {});
  }

  /** How many of so many tokens are to be decoded before {@link #decoded} is called. */
  public int next(int tokens) {
    return trims ? Math.min(tokens, left) : tokens;
  }

  /** So many tokens were decoded, {@link #next} at most. */
  public void decoded(int tokens) {
    if (trims) {
      left -= tokens;
      if (left == 0) {
        left = TOKENS;
        trim.run();
      }
    }
  }
}
