package dev.kvbench.transformer.device;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A CUDA device: calls return when the device has been asked, and it does the work meanwhile.
 *
 * <p>Run on an H200 with libtorch 2.5.1. Not verified: that no shape is slow after two runs, and
 * the ceilings' sizes, which are from what was seen there.
 */
final class CudaDevice implements ComputeDevice {
  /** The first meets every shape, the second finds all kernels loaded and memory allocated. */
  private static final int WARM_UP_RUNS = 2;

  /**
   * At a small model's size reading takes no longer than its call, and matrices of 1024 rows do not
   * fill a GPU: on an H200 that gave 0.3 to 0.8 TB/s, where NVIDIA states 4.8.
   */
  private static final long CEILING_BYTES = 1L << 30;

  private static final int CEILING_MATRIX = 4096;

  private final NDManager manager;
  private final Consumer<Boolean> optimise;

  /**
   * Switches TorchScript's fusing off on the calling thread until it is closed: the uncached arm
   * has another shape at every token.
   *
   * @param optimise as {@link Torch#optimise}
   */
  CudaDevice(NDManager manager, Consumer<Boolean> optimise) {
    this.manager = manager;
    this.optimise = optimise;
    optimise.accept(false);
  }

  /** A copy to the host comes after all that the device's stream has been asked for before. */
  @Override
  public void await() {
    try (NDManager scope = manager.newSubManager(); // with which reading leaves a copy
        NDArray one = scope.zeros(new Shape(1))) {
      one.toFloatArray();
    }
  }

  /** Back to the driver. Blocks that are in use in part stay. */
  @Override
  public void release() {
    if (manager.getDevice().isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  @Override
  public void warmUp(Runnable work) {
    release();
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      work.run();
      await();
    }
  }

  /** Side by side. */
  @Override
  public double seconds(double calls, double work) {
    return Math.max(calls, work);
  }

  @Override
  public long ceilingBytes(long model) {
    if (!manager.getDevice().isGpu()) {
      return model;
    }
    MemoryUsage used = CudaUtils.getGpuMemory(manager.getDevice());
    long quarter = (used.getMax() - used.getUsed()) / 4; // a small GPU holds the model as well
    return Math.max(model, Math.min(CEILING_BYTES, quarter / Float.BYTES * Float.BYTES));
  }

  @Override
  public int ceilingMatrix() {
    return manager.getDevice().isGpu() ? CEILING_MATRIX : CpuDevice.CEILING_MATRIX;
  }

  /** Of the first device, by its driver; empty where there is none. */
  @Override
  public OptionalLong usedMemory() {
    return CudaUtils.getGpuCount() > 0
        ? OptionalLong.of(CudaUtils.getGpuMemory(Device.gpu()).getUsed())
        : OptionalLong.empty();
  }

  /** DJL cannot say whether the thread fused before; by default it does. */
  @Override
  public void close() {
    optimise.accept(true);
  }
}
