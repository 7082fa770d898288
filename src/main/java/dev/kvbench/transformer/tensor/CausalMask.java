package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Forbids a token to attend to later ones: minus infinity above the diagonal, added to scores. */
public final class CausalMask implements AutoCloseable {
  private final NDManager manager;
  private NDArray mask; // [size, size], as large as was needed so far

  public CausalMask(NDManager manager) {
    this.manager = manager;
    this.mask = manager.zeros(new Shape(1, 1));
  }

  /** Builds the mask of so many tokens now, so that no later call has to. */
  public void prepare(int tokens) {
    if (size() < tokens) {
      build(tokens);
    }
  }

  /** Masks scores [B, T, T] in place. Keeps a mask of T·T·4 bytes, or more, for the next time. */
  public void apply(NDArray scores) {
    int tokens = (int) scores.getShape().get(1);
    if (tokens == 1) {
      return;
    }
    if (size() < tokens) {
      // Doubles, so that a text that grows by a token at a time rarely needs a new one.
      build(Math.max(tokens, 2 * size()));
    }
    NDManager scope = scores.getManager();
    try (NDArray rows = Ops.slice(scope, mask, 0, 0, tokens);
        NDArray square = Ops.slice(scope, rows, 1, 0, tokens)) {
      scores.addi(square);
    }
  }

  /** Tokens that the mask is built for. */
  int size() {
    return (int) mask.getShape().get(0);
  }

  private void build(int size) {
    float[] values = new float[Math.multiplyExact(size, size)];
    for (int query = 0; query < size; query++) {
      Arrays.fill(values, query * size + query + 1, (query + 1) * size, Float.NEGATIVE_INFINITY);
    }
    mask.close();
    mask = manager.create(values, new Shape(size, size));
  }

  @Override
  public void close() {
    mask.close();
  }
}
