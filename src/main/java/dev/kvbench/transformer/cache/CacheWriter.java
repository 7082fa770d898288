package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * A policy's cache without a transformer, its window full, to write keys and values into. All heads
 * of a layer are written at once, as a fused transformer does.
 */
public final class CacheWriter implements AutoCloseable {
  private final NDManager manager;
  private final int layers;
  final KvCache cache; // seen by the test, as are the two below
  final NDArray token; // what is written
  final NDArray window; // what a refill writes

  /** Fills the window of so many sequences. */
  public CacheWriter(
      TransformerConfig config, CachePolicy policy, int sequences, NDManager parent) {
    manager = parent.newSubManager();
    layers = config.layers();
    CacheShape shape = CacheShape.fused(config, sequences);
    token = manager.ones(new Shape(shape.sequences(), 1, shape.headSize()));
    cache = policy.newCache(shape, manager);
    int refill = Math.max(1, policy.refill(config.blockSize()));
    window = manager.ones(new Shape(shape.sequences(), refill, shape.headSize()));
    for (int i = 0; i < config.blockSize(); i++) {
      put(token);
    }
  }

  /**
   * Writes so many tokens, one after the other, into all layers, and waits for the device. A refill
   * counts as one token; it is the writing alone, without the pass that computes what is written.
   *
   * @return something to keep
   */
  public float write(int tokens) {
    for (int i = 0; i < tokens; i++) {
      if (cache.refill() > 0) {
        cache.reset();
        put(window);
      } else {
        put(token);
      }
    }
    return HostRead.floats(token)[0]; // comes after all writes on the device's stream
  }

  private void put(NDArray fed) {
    for (int layer = 0; layer < layers; layer++) {
      cache.update(layer, 0, fed, fed).close();
    }
    cache.advance((int) fed.getShape().get(1));
  }

  @Override
  public void close() {
    cache.close();
    manager.close();
  }
}
