package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Turns queries and keys by their positions; see {@link Rope}. */
public final class Rotation {
  private final NDManager owner;
  private final float[] frequencies;
  private final NDArray radians; // a position, of each number of a head [H]
  private NDArray cosines; // [positions, H], as many as were needed so far
  private NDArray sines; // the same, with the sign of what is added

  /**
   * Of heads of so many numbers.
   *
   * @param owner of its tables
   */
  public Rotation(Rope rope, int headSize, NDManager owner) {
    this.owner = owner;
    this.frequencies = rope.frequencies(headSize);
    float[] both = Arrays.copyOf(frequencies, headSize);
    System.arraycopy(frequencies, 0, both, headSize / 2, headSize / 2);
    this.radians = owner.create(both);
    build(1);
  }

  /** Radians a position of all pairs [H/2]. */
  public float[] frequencies() {
    return frequencies.clone();
  }

  private void build(int positions) {
    float[] signs = new float[2 * frequencies.length];
    Arrays.fill(signs, 0, frequencies.length, -1);
    Arrays.fill(signs, frequencies.length, signs.length, 1);
    float[] numbers = new float[positions];
    for (int i = 0; i < positions; i++) {
      numbers[i] = i;
    }
    if (cosines != null) {
      cosines.close();
      sines.close();
    }
    try (NDArray position = owner.create(numbers, new Shape(positions, 1));
        NDArray angles = position.mul(radians);
        NDArray sign = owner.create(signs)) {
      cosines = angles.cos();
      sines = angles.sin();
      sines.muli(sign);
    }
  }

  /**
   * Turned x [B, T, H], whose first token is at that position; a new array. Keeps tables of
   * positions · H · 8 bytes, or more, for the next time.
   */
  public NDArray of(NDArray x, int first) {
    Shape shape = x.getShape();
    int end = Math.toIntExact(first + shape.get(1));
    if (cosines.getShape().get(0) < end) {
      build(Math.max(end, (int) Math.min(2 * cosines.getShape().get(0), Integer.MAX_VALUE)));
    }
    NDManager scope = x.getManager();
    int half = frequencies.length;
    try (NDArray cos = Ops.slice(scope, cosines, 0, first, end);
        NDArray sin = Ops.slice(scope, sines, 0, first, end);
        NDArray left = Ops.slice(scope, x, 2, 0, half);
        NDArray right = Ops.slice(scope, x, 2, half, 2L * half);
        NDArray swapped = NDArrays.concat(new NDList(right, left), 2)) {
      return x.mul(cos).addi(swapped.muli(sin));
    }
  }
}
