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
 * <p>Unless a subclass says otherwise every token gets its own position, in a table the last one
 * for all that come past the window, and attends to filled slots only.
 *
 * <p>A text may begin with more tokens than there are slots, where a model's window is shorter than
 * its block: they attend to each other, and the latest stay.
 *
 * <p>Memory: 2 · layers · B · blockSize · heads · headSize · 4 bytes.
 */
abstract class WindowCache implements KvCache {
  protected final int blockSize;
  protected final NDManager manager;
  private final CacheShape shape;
  private final DataType type;
  private final CausalMask mask;
  private final NDArray[][] keys;
  private final NDArray[][] values;
  private long count; // no more than there are slots of those that came at once
  private int tokens;

  WindowCache(CacheShape shape, NDManager parent) {
    this(shape, DataType.FLOAT32, parent);
  }

  WindowCache(CacheShape shape, DataType type, NDManager parent) {
    this.shape = shape;
    this.type = type;
    this.blockSize = shape.blockSize();
    this.manager = parent.newSubManager();
    this.mask = new CausalMask(manager, blockSize);
    this.keys = new NDArray[shape.layers()][shape.heads()];
    this.values = new NDArray[shape.layers()][shape.heads()];
    reset();
  }

  @Override
  public final int tokens() {
    return tokens;
  }

  /** Tokens that went into slots so far, before those being fed. */
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

  /**
   * So many slots from the left, in a row.
   *
   * @return owned by scope
   */
  protected NDArray attended(NDManager scope, NDArray slots, int count) {
    return Ops.slice(scope, slots, 1, 0, count);
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
          "the cache is for %d sequences, not %d"
              .formatted(shape.sequences(), newKeys.getShape().get(0)));
    }
    if (fed > 1 && count > 0 && count + fed > blockSize) {
      throw new IllegalArgumentException(
          "%d tokens at once need an empty cache or as many empty slots; %d of %d are filled"
              .formatted(fed, filled(), blockSize));
    }
    NDManager scope = newKeys.getManager();
    if (fed > blockSize) {
      try (NDArray latestKeys = Ops.slice(scope, newKeys, 1, fed - blockSize, fed);
          NDArray latestValues = Ops.slice(scope, newValues, 1, fed - blockSize, fed)) {
        keys[layer][head] = put(keys[layer][head], latestKeys);
        values[layer][head] = put(values[layer][head], latestValues);
      }
      return new Attended(newKeys, newValues); // closing twice does no harm
    }
    keys[layer][head] = put(keys[layer][head], newKeys);
    values[layer][head] = put(values[layer][head], newValues);
    int attended = attendedSlots(fed);
    return new Attended(
        attended(scope, keys[layer][head], attended),
        attended(scope, values[layer][head], attended));
  }

  @Override
  public final void advance(int fed) {
    count += Math.min(fed, blockSize);
    tokens += fed;
  }

  @Override
  public void keep(int kept) {
    count = kept;
    tokens = kept;
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
    tokens = 0;
  }

  private NDArray zeros(NDArray old) {
    if (old != null) {
      old.close();
    }
    return manager.zeros(shape.array(emptySlots()), type);
  }

  @Override
  public final void close() {
    manager.close();
  }
}
