package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * GELU in its tanh form (Hendrycks and Gimpel, 2016), x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))),
 * operation by operation, as Hugging Face's {@code gelu_new} has it: DJL reaches libtorch's GELU in
 * the other form only. Its numbers are arrays, for of a number DJL would make one each time.
 */
public final class Gelu {
  private final NDArray cubic;
  private final NDArray root;
  private final NDArray one;
  private final NDArray half;

  /**
   * Makes the numbers.
   *
   * @param owner of them
   */
  public Gelu(NDManager owner) {
    cubic = owner.create(0.044715f);
    root = owner.create((float) Math.sqrt(2 / Math.PI));
    one = owner.create(1f);
    half = owner.create(0.5f);
  }

  public NDArray of(NDArray x) {
    try (NDArray y = x.mul(x)) {
      y.muli(x).muli(cubic).addi(x).muli(root);
      NDArray tanh = y.tanh();
      return tanh.addi(one).muli(x).muli(half);
    }
  }
}
