package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.kvbench.transformer.tensor.Ops;

/**
 * A ring of slots: past the window a new token is written over the oldest one, O(1) a token.
 * Attention does not mind the order of slots, so this is the function of {@link ShiftCache} up to
 * rounding, inside the window and past it.
 *
 * <p>Where keys carry rotary positions, of which attention sees the differences alone, it is
 * sliding-window attention (Beltagy et al., 2020): exact as that at every length.
 *
 * <p>With sinks the first few slots are never written over: attention sinks (Xiao et al. 2023,
 * "Efficient Streaming Language Models with Attention Sinks"), the first tokens of the text and the
 * most recent ones. Unlike theirs, which get positions anew as they lie in the cache, the kept keys
 * carry the positions, learned or rotary, that they were computed with.
 */
class RingCache extends WindowCache {
  /** First tokens that attention sinks keep; four suffice by Xiao et al. 2023, table 2. */
  static final int SINK_TOKENS = 4;

  private final int sinks;

  /**
   * A ring behind so many slots that stay.
   *
   * @param sinks less than the block
   */
  RingCache(CacheShape shape, int sinks, NDManager parent) {
    this(shape, DataType.FLOAT32, sinks, parent);
  }

  RingCache(CacheShape shape, DataType type, int sinks, NDManager parent) {
    super(shape, type, parent);
    this.sinks = sinks;
  }

  @Override
  protected NDArray put(NDArray slots, NDArray fed) {
    Ops.write(slots, 1, slot(count()), fed);
    return slots;
  }

  /** Where the token goes that comes after count others. */
  final long slot(long count) {
    return count < blockSize ? count : sinks + (count - sinks) % (blockSize - sinks);
  }
}
