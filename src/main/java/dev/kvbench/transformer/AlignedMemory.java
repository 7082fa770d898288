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
    int lines = Math.addExact(count, LINE - 1) / LINE;
    // One line more, for a begin that is not aligned; alignedSlice cuts the end to a whole line
    // too.
    return ByteBuffer.allocateDirect(Math.multiplyExact(lines + 1, LINE))
        .alignedSlice(LINE)
        .limit(count)
        .slice()
        .order(ByteOrder.nativeOrder());
  }
}
