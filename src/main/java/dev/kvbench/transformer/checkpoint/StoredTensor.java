package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A tensor as PyTorch stores it: a strided view of a storage, which other tensors may share.
 *
 * @param type of the storage, by the name of torch's class
 * @param key names the storage in the file
 * @param elements of the storage
 * @param offset of the first element, in elements of the storage
 * @param strides how far apart neighbours lie in each dimension, in elements
 */
@SuppressWarnings("ArrayRecordComponent") // made here, never compared or changed
record StoredTensor(
    String type, String key, long elements, long offset, Shape shape, long[] strides) {

  /** Bytes of an element. */
  private static final Map<String, Integer> FLOATING =
      Map.of("FloatStorage", 4, "HalfStorage", 2, "BFloat16Storage", 2, "DoubleStorage", 8);

  /** Elements of the tensor: those of a damaged one may be more than fit into a long. */
  double count() {
    double count = 1;
    for (long size : shape.getShape()) {
      count *= size;
    }
    return count;
  }

  /** Whether every element lies in the storage. */
  boolean isInside() {
    boolean possible = offset >= 0 && strides.length == shape.dimension();
    double last = offset; // exact as far as a file can be long
    for (int dimension = 0; possible && dimension < strides.length; dimension++) {
      possible = shape.get(dimension) >= 0 && strides[dimension] >= 0;
      last += (shape.get(dimension) - 1.0) * strides[dimension];
    }
    return possible && (count() == 0 || last < elements);
  }

  boolean isFloating() {
    return FLOATING.containsKey(type);
  }

  /** Whether a storage has the bytes of its elements, of a floating type. */
  boolean isOf(ByteBuffer storage) {
    return storage.limit() / (double) FLOATING.get(type) == elements;
  }

  /**
   * Writes the elements in row-major order, as float32. They are converted here, because a BF16
   * array in Java aborts the process.
   */
  void copy(ByteBuffer storage, ByteBuffer out) {
    copy(storage, out, 0, offset);
  }

  private void copy(ByteBuffer storage, ByteBuffer out, int dimension, long from) {
    if (dimension == strides.length) {
      out.putFloat(floatAt(storage, Math.toIntExact(from)));
      return;
    }
    for (long index = 0; index < shape.get(dimension); index++) {
      copy(storage, out, dimension + 1, from + index * strides[dimension]);
    }
  }

  private float floatAt(ByteBuffer storage, int index) {
    return switch (type) {
      case "FloatStorage" -> storage.getFloat(4 * index);
      case "HalfStorage" -> Float16Utils.halfToFloat(storage.getShort(2 * index));
      case "BFloat16Storage" -> Float.intBitsToFloat(storage.getShort(2 * index) << 16);
      case "DoubleStorage" -> (float) storage.getDouble(8 * index);
      default -> throw new IllegalStateException(type + " is not of floats");
    };
  }
}
