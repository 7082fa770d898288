package dev.kvbench.transformer.device;

import java.util.OptionalLong;

/** The CPU: an operation is done when its call returns. */
final class CpuDevice implements ComputeDevice {
  static final int CEILING_MATRIX = 1024;

  @Override
  public void await() {}

  /** Kernels do not depend on shapes that were seen. */
  @Override
  public void warmUp(Runnable work) {}

  @Override
  public void release() {}

  /** One after the other. */
  @Override
  public double seconds(double calls, double work) {
    return calls + work;
  }

  @Override
  public long ceilingBytes(long model) {
    return model;
  }

  @Override
  public int ceilingMatrix() {
    return CEILING_MATRIX;
  }

  @Override
  public OptionalLong usedMemory() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}
}
