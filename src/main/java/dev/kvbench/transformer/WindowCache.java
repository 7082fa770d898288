package dev.kvbench.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The article's storage: for each head a key and a value array of blockSize slots, filled from the
 * left; when they are full, everything moves one slot to the left for each new token.
 *
 * <p>Memory: 2 · layers · B · blockSize · embedSize · 4 bytes.
 */
abstract class WindowCache implements KvCache {
  protected final int blockSize;
  protected final NDManager manager;
  private final TransformerConfig config;
  private final Shape slots;
  private final NDArray[][] keys;
  private final NDArray[][] values;
  private int filled;

  WindowCache(TransformerConfig config, int batchSize, NDManager parent) {
    this.config = config;
    this.blockSize = config.blockSize();
    this.manager = parent.newSubManager();
    this.slots = new Shape(batchSize, blockSize, config.headSize());
    this.keys = new NDArray[config.layers()][config.heads()];
    this.values = new NDArray[config.layers()][config.heads()];
    reset();
  }

  /** Slots that hold a token, before those being fed. */
  protected final int filled() {
    return filled;
  }

  /** Slots that the tokens being fed attend to, counted from the left. */
  protected abstract int attendedSlots(int fed);

  @Override
  public final Attended update(int layer, int head, NDArray newKeys, NDArray newValues) {
    int fed = (int) newKeys.getShape().get(1);
    if (newKeys.getShape().get(0) != slots.get(0)) { // one sequence would be spread over all
      throw new IllegalArgumentException(
          String.format(
              "the cache is for %d sequences, not %d", slots.get(0), newKeys.getShape().get(0)));
    }
    if (fed > 1 && (filled > 0 || fed > blockSize)) {
      throw new IllegalArgumentException(
          String.format(
              "%d tokens at once need an empty cache of as many slots; %d of %d are filled",
              fed, filled, blockSize));
    }
    if (filled == blockSize) {
      shiftLeft(keys[layer][head], fed);
      shiftLeft(values[layer][head], fed);
    }
    int slot = Math.min(filled, blockSize - fed);
    Ops.write(keys[layer][head], 1, slot, newKeys);
    Ops.write(values[layer][head], 1, slot, newValues);
    NDManager scope = newKeys.getManager();
    int attended = attendedSlots(fed);
    return new Attended(
        Ops.slice(scope, keys[layer][head], 1, 0, attended),
        Ops.slice(scope, values[layer][head], 1, 0, attended));
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

  @Override
  public final void advance(int count) {
    filled = Math.min(filled + count, blockSize);
  }

  @Override
  public final void reset() {
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        keys[layer][head] = zeros(keys[layer][head]);
        values[layer][head] = zeros(values[layer][head]);
      }
    }
    filled = 0;
  }

  private NDArray zeros(NDArray old) {
    if (old != null) {
      old.close();
    }
    return manager.zeros(slots, DataType.FLOAT32);
  }

  @Override
  public final void close() {
    manager.close();
  }
}
