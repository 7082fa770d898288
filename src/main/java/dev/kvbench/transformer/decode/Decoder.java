package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cache.NoCache;
import dev.kvbench.transformer.model.Transformer;

/** Generates tokens with a transformer: one arm of the comparison. Not thread-safe. */
public interface Decoder extends AutoCloseable {

  /**
   * The arm without a cache on the eager engine: the last blockSize tokens are computed anew for
   * each token.
   */
  static EagerDecoder uncached(Transformer transformer) {
    NDManager manager = transformer.manager().newSubManager();
    return new UncachedDecoder(transformer, manager, new NoCache(transformer.config(), manager));
  }

  /**
   * The arm with a cache on the eager engine, for batchSize sequences at once.
   *
   * @throws IllegalArgumentException for a policy that is not for such a model
   */
  static EagerDecoder cached(Transformer transformer, CachePolicy policy, int batchSize) {
    policy.requireFits(transformer.config());
    NDManager manager = transformer.manager().newSubManager();
    return new CachedDecoder(
        transformer, manager, policy.newCache(transformer.cacheShape(batchSize), manager));
  }

  /**
   * Continues a prompt by a number of tokens: {@link #start}, {@link #advance} and {@link #latest}.
   *
   * @return the new tokens of each sequence, [B][steps]
   */
  default long[][] generate(long[][] prompt, int steps, Sampler sampler) {
    start(prompt, steps, sampler);
    advance(steps);
    return latest(steps);
  }

  /**
   * Begins a text, with an empty cache. A prompt longer than the block is cut to its last blockSize
   * tokens, with a notice in the log.
   *
   * @param prompt B sequences of the same length, at least one token each
   * @param steps new tokens that there will be at most, at least 1
   */
  void start(long[][] prompt, int steps, Sampler sampler);

  /**
   * Begins a text whose first tokens are those of the text before, with their keys and values: a
   * shared prefix, of which nothing is computed. An arm without a cache computes all.
   *
   * @param prompt as {@link #start}, the block at most
   * @param kept tokens of it; one is computed at least, for its logits
   * @throws IllegalArgumentException where the cache does not have so many tokens of that text, or
   *     not at their places
   */
  void resume(long[][] prompt, int kept, int steps, Sampler sampler);

  /**
   * Chooses the next tokens of each sequence, one after the other. They are not on the host yet,
   * and on a CUDA device may not be computed yet.
   */
  void advance(int tokens);

  /** The tokens chosen last, [B][count], on the host: waits for the device. */
  long[][] latest(int count);

  /**
   * Logits after each token of a text that is fed one token at a time, to compare arms by.
   *
   * @param text B sequences of the same length
   * @return [B][n][V]
   */
  float[][][] logitsByStep(long[][] text);

  /**
   * Logits after the last token of a text that is fed at once, as much of it as the window takes.
   *
   * @param text B sequences of the same length
   * @return [B][V]
   */
  default float[][] logitsAfter(long[][] text) {
    return logitsAfter(text, 0);
  }

  /** The same of a text whose first tokens are kept, as {@link #resume}. */
  float[][] logitsAfter(long[][] text, int kept);

  /**
   * Builds in advance what decoding a text of so many tokens needs once. Without this call the
   * first generation takes longer.
   */
  void prepare(int tokens);

  /** Gives up what it keeps of a text for the next one, such as the memory of its cache. */
  default void forget() {}

  @Override
  void close();
}
