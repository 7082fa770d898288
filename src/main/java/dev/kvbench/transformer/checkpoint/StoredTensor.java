package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

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
    return FloatType.ofTorch(type) != null;
  }

  /** Whether a storage has the bytes of its elements, of a floating type. */
  boolean isOf(ByteBuffer storage) {
    return storage.limit() / (double) FloatType.ofTorch(type).bytes() == elements;
  }

  /** Writes the elements in row-major order, as float32. */
  void copy(ByteBuffer storage, ByteBuffer out) {
    copy(FloatType.ofTorch(type), storage, out, 0, offset);
  }

  private void copy(
      FloatType floats, ByteBuffer storage, ByteBuffer out, int dimension, long from) {
    if (dimension == strides.length) {
      out.putFloat(floats.at(storage, Math.toIntExact(from)));
      return;
    }
    for (long index = 0; index < shape.get(dimension); index++) {
      copy(floats, storage, out, dimension + 1, from + index * strides[dimension]);
    }
  }
}
