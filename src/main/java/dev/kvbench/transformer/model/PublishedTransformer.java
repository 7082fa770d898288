package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.cache.KvCache;

/**
 * As the article publishes it: the last layer, too, computes all positions, though the next token
 * depends on the last one alone. The same logits for more arithmetic.
 */
public final class PublishedTransformer extends Transformer {
  /** As {@link Transformer}. */
  public PublishedTransformer(Weights weights) {
    super(weights);
  }

  @Override
  public NDArray nextLogits(NDArray tokens, KvCache cache) {
    return nextLogits(tokens, cache, false);
  }
}
