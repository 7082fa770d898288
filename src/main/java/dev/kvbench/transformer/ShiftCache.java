package dev.kvbench.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The article's cache with its defects mended: every token gets its own position and attends to
 * filled slots only.
 *
 * <p>Exact while the window holds the whole text (t ≤ blockSize): the same logits as the uncached
 * arm. Past the window approximate: the kept keys and values still carry the positions they were
 * computed with and, from the second layer on, traces of tokens that have left. The new token takes
 * the last position, as it does in the uncached window.
 */
final class ShiftCache extends WindowCache {
  private final CausalMask mask;

  ShiftCache(TransformerConfig config, int batchSize, NDManager parent) {
    super(config, batchSize, parent);
    this.mask = new CausalMask(manager);
  }

  @Override
  public Positions positions(int count) {
    return new Positions(Math.min(filled(), blockSize - count), count);
  }

  @Override
  protected int attendedSlots(int fed) {
    return Math.min(filled() + fed, blockSize);
  }

  @Override
  public NDArray weights(NDArray scores) {
    mask.apply(scores);
    return Ops.softmax(scores);
  }
}
