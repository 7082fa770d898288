package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Ops;

/**
 * When the window is full, the older half of it is dropped and the rest computed anew, from
 * position 0, in one pass: nothing stale is ever attended to. Steps are cheap but for one in
 * blockSize / 2, which costs as much as many.
 *
 * <p>Exact for its own definition at every length: the logits are the uncached model's for the text
 * since the last hop, which is between half a window and a whole one long.
 */
final class HopCache extends WindowCache {
  HopCache(CacheShape shape, NDManager parent) {
    super(shape, parent);
  }

  /** Tokens that a full window of so many drops at once. */
  static int dropped(int blockSize) {
    return (blockSize + 1) / 2;
  }

  /** Tokens that a full window of so many computes anew, the next one among them. */
  static int refill(int blockSize) {
    return blockSize - dropped(blockSize) + 1;
  }

  @Override
  public int refill() {
    return filled() == blockSize ? refill(blockSize) : 0;
  }

  @Override
  protected NDArray put(NDArray slots, NDArray fed) {
    if (filled() == blockSize) {
      throw new IllegalStateException("the window is full and has not been filled anew");
    }
    Ops.write(slots, 1, filled(), fed);
    return slots;
  }
}
