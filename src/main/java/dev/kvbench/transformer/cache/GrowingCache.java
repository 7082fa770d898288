package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Ops;

/**
 * No slots in advance: each token is concatenated to those before it, which copies them all, O(t) a
 * token, as the caches of many published decoders do. When the window is full the oldest token is
 * left out of the copy.
 *
 * <p>The same function as {@link ShiftCache}, inside the window and past it.
 */
final class GrowingCache extends WindowCache {
  GrowingCache(CacheShape shape, NDManager parent) {
    super(shape, parent);
  }

  @Override
  protected int emptySlots() {
    return 0;
  }

  @Override
  protected NDArray put(NDArray slots, NDArray fed) {
    int oldest = filled() == blockSize ? 1 : 0;
    try (slots;
        NDArray kept = Ops.slice(slots.getManager(), slots, 1, oldest, filled())) {
      return NDArrays.concat(new NDList(kept, fed), 1);
    }
  }
}
