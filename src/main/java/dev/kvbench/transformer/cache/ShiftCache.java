package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Ops;

/**
 * The article's cache without its defects: every token gets its own position and attends to filled
 * slots only. When the window is full, everything moves one slot to the left for each new token:
 * O(blockSize) a token.
 *
 * <p>Exact while the window holds the whole text (t ≤ blockSize): the same logits as the uncached
 * arm. Past the window approximate: the kept keys and values still carry the positions they were
 * computed with and, from the second layer on, traces of tokens that have left. The new token takes
 * the last position, as it does in the uncached window.
 */
class ShiftCache extends WindowCache {
  ShiftCache(CacheShape shape, NDManager parent) {
    super(shape, parent);
  }

  @Override
  protected final NDArray put(NDArray slots, NDArray fed) {
    int count = (int) fed.getShape().get(1);
    if (filled() == blockSize) {
      shiftLeft(slots, count);
    }
    Ops.write(slots, 1, Math.min(filled(), blockSize - count), fed);
    return slots;
  }

  /**
   * Moves all slots of [B, slots, headSize] to the left, in place, by clone and copy as the article
   * does; the last slots keep their content until they are written.
   */
  static void shiftLeft(NDArray slots, int by) {
    NDManager owner = slots.getManager();
    try (NDArray kept = Ops.slice(owner, slots, 1, by, slots.getShape().get(1));
        NDArray copy = kept.duplicate()) {
      Ops.write(slots, 1, 0, copy);
    }
  }
}
