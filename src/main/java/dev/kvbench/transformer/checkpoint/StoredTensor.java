package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.io.IOException;
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

  /**
   * A tensor whose every element lies in its storage.
   *
   * @throws IOException without the file's name, if one does not
   */
  static StoredTensor of(
      String type, String key, long elements, long offset, long[] sizes, long[] strides)
      throws IOException {
    if (strides.length != sizes.length || !isInside(elements, offset, sizes, strides)) {
      throw new IOException(
          "is damaged: a tensor lies outside of its storage data/" + StateDict.shown(key));
    }
    return new StoredTensor(type, key, elements, offset, new Shape(sizes), strides);
  }

  private static boolean isInside(long elements, long offset, long[] sizes, long[] strides) {
    long count = 1;
    long last = offset;
    try {
      for (int dimension = 0; dimension < strides.length; dimension++) {
        long size = sizes[dimension];
        if (size < 0 || strides[dimension] < 0) {
          return false;
        }
        count = Math.multiplyExact(count, size);
        if (size > 1) { // of a single element the stride does not matter
          last = Math.addExact(last, Math.multiplyExact(size - 1, strides[dimension]));
        }
      }
    } catch (ArithmeticException e) {
      return false; // beyond 63 bits
    }
    return offset >= 0 && (count == 0 || last < elements);
  }

  boolean isFloating() {
    return FLOATING.containsKey(type);
  }

  /** Bytes of an element; of a floating type. */
  int elementBytes() {
    return FLOATING.get(type);
  }

  /**
   * Writes the elements in row-major order, as float32. They are converted here, because a BF16
   * array in Java aborts the process.
   *
   * @param storage in the byte order of its file
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
