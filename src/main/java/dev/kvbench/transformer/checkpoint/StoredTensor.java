package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A tensor as PyTorch stores it: a strided view of a storage, which other tensors may share.
 *
 * @param offset of the first element, in elements of the storage
 * @param strides how far apart neighbours lie in each dimension, in elements
 */
@SuppressWarnings("ArrayRecordComponent") // made here, never compared or changed
record StoredTensor(Storage storage, long offset, Shape shape, long[] strides) {

  /**
   * Elements of one type in a row.
   *
   * @param key names their bytes in the file
   * @param elements how many
   */
  record Storage(StorageType type, String key, long elements) {
    /** Length of the bytes that the file must have for it; -1 if there is no such length. */
    long bytes() {
      return elements < 0 || elements > Long.MAX_VALUE / type.bytes()
          ? -1
          : elements * type.bytes();
    }
  }

  /**
   * A tensor whose every element lies in its storage.
   *
   * @throws IOException without the file's name, if one does not
   */
  static StoredTensor of(Storage storage, long offset, long[] sizes, long[] strides)
      throws IOException {
    if (sizes.length != strides.length || !isInside(storage, offset, sizes, strides)) {
      throw new IOException(
          "is damaged: a tensor lies outside of its storage data/"
              + StateDict.shown(storage.key()));
    }
    return new StoredTensor(storage, offset, new Shape(sizes), strides);
  }

  private static boolean isInside(Storage storage, long offset, long[] sizes, long[] strides) {
    long count = 1;
    long last = offset;
    try {
      for (int dimension = 0; dimension < sizes.length; dimension++) {
        if (sizes[dimension] < 0 || strides[dimension] < 0) {
          return false;
        }
        count = Math.multiplyExact(count, sizes[dimension]);
        if (sizes[dimension] > 1) { // of a single element the stride does not matter
          long reach = Math.multiplyExact(sizes[dimension] - 1, strides[dimension]);
          last = Math.addExact(last, reach);
        }
      }
    } catch (ArithmeticException e) {
      return false; // beyond 63 bits
    }
    return offset >= 0 && (count == 0 || last < storage.elements());
  }

  /** Whether it has more elements than its storage, of which few may then make a huge tensor. */
  boolean exceedsStorage() {
    return shape.size() > storage.elements();
  }

  /**
   * The elements in row-major order, as float32.
   *
   * @param bytes of the storage, in the byte order of the file
   */
  float[] values(ByteBuffer bytes) {
    float[] values = new float[Math.toIntExact(shape.size())];
    long[] index = new long[strides.length];
    long at = offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = storage.type().floatAt(bytes, Math.toIntExact(at));
      // On to the next element: the last dimension runs, a dimension that is over starts again.
      for (int dimension = index.length - 1; dimension >= 0; dimension--) {
        at += strides[dimension];
        index[dimension]++;
        if (index[dimension] < shape.get(dimension)) {
          break;
        }
        at -= strides[dimension] * index[dimension];
        index[dimension] = 0;
      }
    }
    return values;
  }
}
