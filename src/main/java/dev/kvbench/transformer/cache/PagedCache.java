package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.Ops;

/**
 * Blocks of {@value #TOKENS} tokens and a block table for each sequence, as servers have them
 * (PagedAttention, Kwon et al. 2023). All sequences draw on one pool, so that none needs memory in
 * a row, or more than a block beyond its length. Here the pool has as many blocks as the windows of
 * all sequences take; they are handed out as sequences grow, the last one first.
 *
 * <p>The function of {@link RingCache}, to the bit. But what is attended to has to be in a row, as
 * libtorch has no attention over a table: it is gathered, block by block, for each token.
 */
final class PagedCache extends RingCache {
  /** Of a block, as in most servers. */
  static final int TOKENS = 16;

  private final int sequences;
  private final int headSize;
  private final NDArray table; // [B, blocks] int64, the blocks of a sequence in order
  private final NDArray places; // [B, slots] int64, where in the pool a slot is

  PagedCache(CacheShape shape, NDManager parent) {
    super(shape, 0, parent);
    sequences = shape.sequences();
    headSize = shape.headSize();
    int blocks = blocks(blockSize);
    long[] ofTable = new long[sequences * blocks];
    long[] ofPlaces = new long[ofTable.length * TOKENS];
    for (int i = 0; i < ofPlaces.length; i++) {
      int row = i / TOKENS; // of the table
      int taken = (row % blocks) * sequences + row / blocks; // blocks handed out before
      ofTable[row] = ofTable.length - 1L - taken;
      ofPlaces[i] = ofTable[row] * TOKENS + i % TOKENS;
    }
    table = manager.create(ofTable, new Shape(sequences, blocks));
    places = manager.create(ofPlaces, new Shape(sequences, (long) blocks * TOKENS));
  }

  /** That so many tokens of a sequence take. */
  private static int blocks(int tokens) {
    return (tokens + TOKENS - 1) / TOKENS;
  }

  /** Of whole blocks. */
  static int slots(int tokens) {
    return blocks(tokens) * TOKENS;
  }

  @Override
  protected int emptySlots() {
    return slots(blockSize);
  }

  @Override
  protected NDArray put(NDArray slots, NDArray fed) {
    long first = slot(count());
    long end = first + fed.getShape().get(1);
    try (NDArray pool = slots.reshape(-1, headSize);
        NDArray at = Ops.slice(manager, places, 1, first, end)) {
      Ops.write(pool, at, fed);
    }
    return slots;
  }

  @Override
  protected NDArray attended(NDManager scope, NDArray slots, int count) {
    int blocks = blocks(count);
    try (NDArray pool = slots.reshape(-1, (long) TOKENS * headSize);
        NDArray numbers = Ops.slice(scope, table, 1, 0, blocks);
        NDArray gathered = Ops.embedding(numbers, pool);
        NDArray inOrder = gathered.reshape(sequences, (long) blocks * TOKENS, headSize)) {
      return Ops.slice(scope, inOrder, 1, 0, count);
    }
  }
}
