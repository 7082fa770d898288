package dev.kvbench.transformer.device;

/** The memory of this process, Java's and libtorch's. */
public final class HostMemory {
  private HostMemory() {}

  /**
   * Gives back to the system what is not in use: Java's garbage, and what the C library keeps of
   * freed memory, which may be hundreds of MB. How much of its heap Java gives back is for the
   * garbage collector and its options.
   */
  public static void release() {
    System.gc();
    CLibrary.trimHeap();
  }
}
