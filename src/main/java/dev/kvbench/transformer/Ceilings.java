package dev.kvbench.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * What this machine can do at most, measured by the means that the script engine has: the figures
 * that a decoder's share of the machine is told in.
 */
public final class Ceilings implements AutoCloseable {
  private final Script script;

  /**
   * Readies the data.
   *
   * @param manager of the device to measure
   * @param bytes of memory to read
   * @param size of the square matrix to multiply
   */
  public Ceilings(NDManager manager, long bytes, int size, Precision precision) {
    script = Script.withKernels("ceiling.py", "Ceiling", manager.getDevice(), precision);
    try (NDArray here = manager.create(0f)) {
      int numbers = Math.toIntExact(bytes / Precision.FLOAT32.bytes());
      script.call("init", here, numbers, size, precision.scalarType());
    }
  }

  /** Reads all bytes so many times. */
  public double read(int times) {
    script.call("read", times);
    return await();
  }

  /** Multiplies the matrix by itself so many times: 2·size³ operations each. */
  public double matmul(int times) {
    script.call("matmul", times);
    return await();
  }

  /** So many operations that do next to nothing. */
  public double small(int times) {
    script.call("small", times);
    return await();
  }

  /** One native call that does nothing. */
  public void nothing() {
    script.call("nothing");
  }

  private double await() {
    try (IValue value = script.run("wait")) {
      return value.toDouble();
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
