package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * The few tensor operations that DJL's public API lacks or does slowly, straight on libtorch.
 *
 * <p>Every result is a new array that its caller closes. Results belong to the manager of the first
 * operand unless a manager is given.
 */
public final class Ops {
  private Ops() {}

  /** {@code x · weightᵀ + bias}; weight [out, in]; bias [out] or null. */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return JniUtils.linear((PtNDArray) x, (PtNDArray) weight, (PtNDArray) bias);
  }

  /** Rows of table [V, C] picked by tokens of any shape […] → […, C]. */
  public static NDArray embedding(NDArray tokens, NDArray table) {
    return JniUtils.embedding((PtNDArray) tokens, (PtNDArray) table, false);
  }

  /** Layer norm over the last axis, epsilon 1e-5 as PyTorch's default. */
  public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias) {
    return JniUtils.layerNorm(
        (PtNDArray) x, weight.getShape(), (PtNDArray) weight, (PtNDArray) bias, 1e-5);
  }

  /** x / √(mean of x² + epsilon) · weight over the last axis; epsilon [1]. */
  public static NDArray rmsNorm(NDArray x, NDArray weight, NDArray epsilon) {
    try (NDArray squares = x.mul(x);
        NDArray mean = squares.mean(new int[] {-1}, true)) {
      mean.addi(epsilon);
      try (NDArray root = mean.sqrt()) {
        return x.div(root).muli(weight);
      }
    }
  }

  /** x·sigmoid(x). */
  public static NDArray silu(NDArray x) {
    try (NDArray sigmoid = JniUtils.sigmoid((PtNDArray) x)) {
      return x.mul(sigmoid);
    }
  }

  public static NDArray relu(NDArray x) {
    return JniUtils.relu((PtNDArray) x);
  }

  public static NDArray softmax(NDArray x) {
    return JniUtils.softmax((PtNDArray) x, -1, DataType.FLOAT32);
  }

  public static NDArray matmul(NDArray a, NDArray b) {
    return JniUtils.matmul((PtNDArray) a, (PtNDArray) b);
  }

  /** A view with the last two axes exchanged. */
  public static NDArray transpose(NDArray x) {
    return JniUtils.transpose((PtNDArray) x, -2, -1);
  }

  /** A view of {@code from … to-1} along one axis, owned by the given manager. */
  public static NDArray slice(NDManager owner, NDArray x, int axis, long from, long to) {
    Shape shape = x.getShape();
    long[] min = new long[shape.dimension()];
    long[] max = shape.getShape().clone();
    min[axis] = from;
    max[axis] = to;
    return JniUtils.index((PtNDArray) x, min, max, ones(min.length), (PtNDManager) owner);
  }

  /** Writes value over {@code from … from+n-1} along one axis of x, in place. */
  public static void write(NDArray x, int axis, long from, NDArray value) {
    long[] min = new long[x.getShape().dimension()];
    long[] max = x.getShape().getShape().clone();
    min[axis] = from;
    max[axis] = from + value.getShape().get(axis);
    JniUtils.indexSet((PtNDArray) x, (PtNDArray) value, min, max, ones(min.length));
  }

  /** Writes value […, H] over the rows of x [rows, H] that indices […] name, in place. */
  public static void write(NDArray x, NDArray indices, NDArray value) {
    JniUtils.indexAdvPut((PtNDArray) x, new NDIndex("{}", indices), (PtNDArray) value);
  }

  /** The index of the largest value along the last axis of [B, V] → [B, 1], int64. */
  public static NDArray argmax(NDArray x) {
    return JniUtils.argMax((PtNDArray) x, -1, true);
  }

  private static long[] ones(int n) {
    long[] ones = new long[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
