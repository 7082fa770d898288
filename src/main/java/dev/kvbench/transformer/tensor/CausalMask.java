package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Forbids a token to attend to later ones, and to those before its window: minus infinity there,
 * added to scores.
 */
public final class CausalMask implements AutoCloseable {
  private final NDManager manager;
  private final int window;
  private NDArray mask; // [size, size], as large as was needed so far

  /**
   * Of a window of so many tokens, the one itself included.
   *
   * @param manager owner of the mask
   */
  public CausalMask(NDManager manager, int window) {
    this.manager = manager;
    this.window = window;
    this.mask = manager.zeros(new Shape(1, 1));
  }

  /** Builds the mask of so many tokens now, so that no later call has to. */
  public void prepare(int tokens) {
    if (size() < tokens) {
      build(tokens);
    }
  }

  /**
   * Masks scores [B, Q, S] of the last Q of S tokens in place. Keeps a mask of S·S·4 bytes, or
   * more, for the next time.
   */
  public void apply(NDArray scores) {
    long queries = scores.getShape().get(1);
    int tokens = (int) scores.getShape().get(2);
    if (queries == 1 && tokens <= window) {
      return;
    }
    if (size() < tokens) {
      // Doubles, so that a text that grows by a token at a time rarely needs a new one.
      build(Math.max(tokens, 2 * size()));
    }
    NDManager scope = scores.getManager();
    try (NDArray rows = Ops.slice(scope, mask, 0, tokens - queries, tokens);
        NDArray part = Ops.slice(scope, rows, 1, 0, tokens)) {
      scores.addi(part);
    }
  }

  /** Tokens that the mask is built for. */
  int size() {
    return (int) mask.getShape().get(0);
  }

  private void build(int size) {
    float[] values = new float[Math.multiplyExact(size, size)];
    for (int query = 0; query < size; query++) {
      int row = query * size;
      Arrays.fill(values, row + query + 1, row + size, Float.NEGATIVE_INFINITY);
      Arrays.fill(values, row, row + Math.max(0, query + 1 - window), Float.NEGATIVE_INFINITY);
    }
    mask.close();
    mask = manager.create(values, new Shape(size, size));
  }

  @Override
  public void close() {
    mask.close();
  }
}
