package dev.kvbench.transformer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside of the JVM's heap that an array can be made of without a copy. */
final class AlignedMemory {
  /** Bytes of a cache line, and of the longest vector register. */
  private static final int LINE = 64;

  private AlignedMemory() {}

  /** So many bytes, zero, in the machine's order, at an address that is a multiple of 64. */
  static ByteBuffer bytes(int count) {
    return ByteBuffer.allocateDirect(Math.addExact(count, LINE))
        .alignedSlice(LINE)
        .limit(count)
        .slice()
        .order(ByteOrder.nativeOrder());
  }
}
