package dev.kvbench.transformer.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes arrays of numbers that are written straight into libtorch's memory: a large model is in
 * memory once, at addresses that suit vector instructions, and is freed when its array is closed.
 * Buffers of Java's would count against the JVM's limit of direct memory, which is as large as its
 * heap and so smaller than the largest models.
 */
public final class InPlaceArray {
  /** Writes all bytes of an array, in the machine's order. */
  @FunctionalInterface
  public interface Filler<E extends Exception> {
    void fill(ByteBuffer bytes) throws E;
  }

  private InPlaceArray() {}

  /**
   * A new float32 array on the manager's device.
   *
   * @param filler fills the buffer to its limit; the buffer is not to be kept
   */
  public static <E extends Exception> NDArray of(Shape shape, NDManager manager, Filler<E> filler)
      throws E {
    NDArray array = manager.create(shape, DataType.FLOAT32, Device.cpu());
    try {
      ByteBuffer bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
      filler.fill(bytes);
      if (bytes.hasRemaining()) {
        throw new IllegalStateException(bytes.remaining() + " bytes were not written");
      }
    } catch (Throwable e) {
      array.close();
      throw e;
    }
    if (!manager.getDevice().isGpu()) {
      return array;
    }
    try (array) {
      return array.toDevice(manager.getDevice(), true);
    }
  }
}
