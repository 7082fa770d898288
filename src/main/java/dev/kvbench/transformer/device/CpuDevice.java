package dev.kvbench.transformer.device;

import java.util.OptionalLong;
import java.util.function.Consumer;

/** The CPU: an operation is done when its call returns. */
final class CpuDevice implements ComputeDevice {
  static final int CEILING_MATRIX = 1024;

  private final Consumer<Boolean> optimise;

  /**
   * Readies the calling thread until it is closed: there, TorchScript runs a method as it stands.
   * To optimise those of a decoder takes a process a third of a second, and they are no faster
   * after that.
   *
   * @param optimise switches TorchScript's optimiser for the calling thread
   */
  CpuDevice(Consumer<Boolean> optimise) {
    this.optimise = optimise;
    optimise.accept(false);
  }

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
  public void close() {
    optimise.accept(true);
  }
}
