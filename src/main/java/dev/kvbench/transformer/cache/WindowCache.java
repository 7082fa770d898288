package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.kvbench.transformer.tensor.CausalMask;
import dev.kvbench.transformer.tensor.Ops;

/**
 * The storage of a window: for each layer and head a key and a value array of slots, filled from
 * the left. What happens when the window is full is up to the subclass.
 *
 * <p>Unless a subclass says otherwise every token gets its own position, the last one for all that
 * come past the window, and attends to filled slots only.
 *
 * <p>Memory: 2 · layers · B · blockSize · embedSize · 4 bytes.
 */
abstract class WindowCache implements KvCache {
  protected final int blockSize;
  protected final NDManager manager;
  private final CacheShape shape;
  private final CausalMask mask;
  private final NDArray[][] keys;
  private final NDArray[][] values;
  private long count;

  WindowCache(CacheShape shape, NDManager parent) {
    this.shape = shape;
    this.blockSize = shape.blockSize();
    this.manager = parent.newSubManager();
    this.mask = new CausalMask(manager);
    this.keys = new NDArray[shape.layers()][shape.heads()];
    this.values = new NDArray[shape.layers()][shape.heads()];
    reset();
  }

  /** Tokens taken so far, before those being fed. */
  protected final long count() {
    return count;
  }

  /** Slots that hold a token, before those being fed. */
  protected final int filled() {
    return (int) Math.min(count, blockSize);
  }

  /** Slots that an empty cache has. */
  protected int emptySlots() {
    return blockSize;
  }

  /**
   * Puts what is fed into its slots and, when they are full, makes room for it before.
   *
   * @param slots [B, slots, headSize]
   * @param fed [B, T, headSize]
   * @return slots, or a new array that takes its place
   */
  protected abstract NDArray put(NDArray slots, NDArray fed);

  /** Slots that the tokens being fed attend to, counted from the left. */
  protected int attendedSlots(int fed) {
    return Math.min(filled() + fed, blockSize);
  }

  @Override
  public void prepare(int tokens) {
    mask.prepare(tokens);
  }

  @Override
  public Positions positions(int count) {
    return new Positions(Math.min(filled(), blockSize - count), count);
  }

  @Override
  public NDArray weights(NDArray scores) {
    mask.apply(scores);
    return Ops.softmax(scores);
  }

  @Override
  public final Attended update(int layer, int head, NDArray newKeys, NDArray newValues) {
    int fed = (int) newKeys.getShape().get(1);
    if (newKeys.getShape().get(0) != shape.sequences()) { // one would be spread over all
      throw new IllegalArgumentException(
          String.format(
              "the cache is for %d sequences, not %d",
              shape.sequences(), newKeys.getShape().get(0)));
    }
    if (fed > 1 && (count > 0 || fed > blockSize)) {
      throw new IllegalArgumentException(
          String.format(
              "%d tokens at once need an empty cache of as many slots; %d of %d are filled",
              fed, filled(), blockSize));
    }
    keys[layer][head] = put(keys[layer][head], newKeys);
    values[layer][head] = put(values[layer][head], newValues);
    NDManager scope = newKeys.getManager();
    int attended = attendedSlots(fed);
    return new Attended(
        Ops.slice(scope, keys[layer][head], 1, 0, attended),
        Ops.slice(scope, values[layer][head], 1, 0, attended));
  }

  @Override
  public final void advance(int fed) {
    count += fed;
  }

  @Override
  public final void reset() {
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (int head = 0; head < shape.heads(); head++) {
        keys[layer][head] = zeros(keys[layer][head]);
        values[layer][head] = zeros(values[layer][head]);
      }
    }
    count = 0;
  }

  private NDArray zeros(NDArray old) {
    if (old != null) {
      old.close();
    }
    return manager.zeros(shape.array(emptySlots()), DataType.FLOAT32);
  }

  @Override
  public final void close() {
    manager.close();
  }
}
