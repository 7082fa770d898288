package dev.kvbench.transformer.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Reading an array's values. Of an array on a GPU DJL leaves a copy on the host with the array's
 * manager, until that is closed; here it goes with the reading. An array in the host's memory is
 * read as DJL reads it.
 */
public final class HostRead {
  private HostRead() {}

  public static float[] floats(NDArray array) {
    return read(array, NDArray::toFloatArray);
  }

  public static long[] longs(NDArray array) {
    return read(array, NDArray::toLongArray);
  }

  /** Their bytes, in the machine's order. */
  public static ByteBuffer bytes(NDArray array) {
    return read(array, NDArray::toByteBuffer);
  }

  /** Their bytes as numbers of a type, in the machine's order. */
  public static ByteBuffer bytes(NDArray array, DataType type) {
    NDArray typed = array.toType(type, false); // the array itself if it is of that type
    try {
      return bytes(typed);
    } finally {
      if (typed != array) {
        typed.close();
      }
    }
  }

  private static <T> T read(NDArray array, Function<NDArray, T> read) {
    return array.getDevice().isGpu() ? scoped(array, read) : read.apply(array);
  }

  /** With a manager for the time of the reading, to which whatever the reading makes belongs. */
  static <T> T scoped(NDArray array, Function<NDArray, T> read) {
    try (NDManager scope = array.getManager().newSubManager()) {
      array.tempAttach(scope); // goes back to its own when the scope ends
      return read.apply(array);
    }
  }
}
