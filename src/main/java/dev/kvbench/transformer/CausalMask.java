package dev.kvbench.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Forbids a token to attend to later ones: minus infinity above the diagonal, added to scores. */
final class CausalMask implements AutoCloseable {
  private final NDArray mask;

  /** A mask for up to size tokens, size·size·4 bytes. */
  CausalMask(int size, NDManager manager) {
    float[] values = new float[size * size];
    for (int query = 0; query < size; query++) {
      java.util.Arrays.fill(
          values, query * size + query + 1, (query + 1) * size, Float.NEGATIVE_INFINITY);
    }
    this.mask = manager.create(values, new Shape(size, size));
  }

  /** Masks scores [B, T, T] in place. */
  void apply(NDArray scores) {
    long tokens = scores.getShape().get(1);
    if (tokens == 1) {
      return;
    }
    NDManager scope = scores.getManager();
    try (NDArray rows = Ops.slice(scope, mask, 0, 0, tokens);
        NDArray square = Ops.slice(scope, rows, 1, 0, tokens)) {
      scores.addi(square);
    }
  }

  @Override
  public void close() {
    mask.close();
  }
}
