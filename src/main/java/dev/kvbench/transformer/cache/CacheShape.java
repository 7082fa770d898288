package dev.kvbench.transformer.cache;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * How keys and values are handed to a cache. Heads are those of keys and values, of which there may
 * be fewer than of queries.
 *
 * @param layers blocks of the transformer
 * @param heads calls of {@link KvCache#update} for each layer
 * @param sequences sequences side by side in one call
 * @param blockSize latest tokens that it holds at most: the model's {@link
 *     TransformerConfig#window}
 * @param headSize width of one head's keys and values
 */
public record CacheShape(int layers, int heads, int sequences, int blockSize, int headSize) {

  /** One head after the other, as the article does. */
  public static CacheShape perHead(TransformerConfig config, int batchSize) {
    return new CacheShape(
        config.layers(), config.keyValueHeads(), batchSize, config.window(), config.headSize());
  }

  /** All heads of a layer at once, as if they were sequences. */
  public static CacheShape fused(TransformerConfig config, int batchSize) {
    return new CacheShape(
        config.layers(), 1, batchSize * config.keyValueHeads(), config.window(), config.headSize());
  }

  /** The same with vectors of another width. */
  CacheShape ofHeadSize(int size) {
    return new CacheShape(layers, heads, sequences, blockSize, size);
  }

  /** Of one key or value array with so many slots. */
  Shape array(int slots) {
    return new Shape(sequences, slots, headSize);
  }
}
