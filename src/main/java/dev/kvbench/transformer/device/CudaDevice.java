package dev.kvbench.transformer.device;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import dev.kvbench.transformer.script.Script;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A CUDA device: calls return when the device has been asked, and it does the work meanwhile.
 *
 * <p>Run on an H200 with libtorch 2.5.1, where {@code cuda::synchronize} loads and waits. Not
 * verified: that no shape is slow after two meetings, and the ceilings' sizes, which are from what
 * was seen there.
 */
final class CudaDevice implements ComputeDevice {
  /** The first meets every shape, the second finds all kernels loaded and memory allocated. */
  private static final int MEETINGS = 2;

  /**
   * At a small model's size reading takes no longer than its call, and matrices of 1024 rows do not
   * fill a GPU: on an H200 that gave 0.3 to 0.8 TB/s, where NVIDIA states 4.8.
   */
  private static final long CEILING_BYTES = 1L << 30;

  private static final int CEILING_MATRIX = 4096;

  private final NDManager manager;
  private final Script synchronise; // null where libtorch does not know the operation
  private final Supplier<OptionalLong> memory;
  private final Consumer<Boolean> optimise;

  /**
   * Readies the calling thread until it is closed: there, TorchScript does not fuse operations into
   * kernels of its own, which it would do anew for each shape, and the uncached arm has another at
   * every token.
   *
   * @param source of a script whose method synchronise waits for the device
   * @param memory in use
   * @param optimise switches TorchScript's fusing for the calling thread
   */
  CudaDevice(
      NDManager manager, String source, Supplier<OptionalLong> memory, Consumer<Boolean> optimise) {
    this.manager = manager;
    this.memory = memory;
    this.optimise = optimise;
    optimise.accept(false);
    synchronise = load(source, manager.getDevice());
  }

  /** That of a manager's device. */
  static CudaDevice of(NDManager manager) {
    return new CudaDevice(
        manager, source(), CudaDevice::deviceMemory, JniUtils::setGraphExecutorOptimize);
  }

  private static String source() {
    return Script.read("synchronise.py");
  }

  /** How libtorch can be waited for, found out without use of the device. */
  static String waitsBy(Device device) {
    Script script = load(source(), device);
    if (script != null) {
      script.close();
    }
    return waitsBy(script);
  }

  private static String waitsBy(Script synchronise) {
    return synchronise == null ? "reading an element" : "cuda::synchronize";
  }

  private static Script load(String source, Device device) {
    try {
      return new Script(source, device);
    } catch (EngineException e) {
      return null; // a libtorch that was not built for CUDA
    }
  }

  @Override
  public void await() {
    if (synchronise != null) {
      synchronise.call("synchronise");
      return;
    }
    // A copy to the host comes after all that the stream has been asked for before. Reading leaves
    // a copy with the array's manager, so it has one of its own.
    try (NDManager scope = manager.newSubManager();
        NDArray one = scope.zeros(new Shape(1))) {
      one.toFloatArray();
    }
  }

  @Override
  public String waitsBy() {
    return waitsBy(synchronise);
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
    for (int i = 0; i < MEETINGS; i++) {
      work.run();
      await();
    }
  }

  /** Beside each other. */
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
    long quarter = (used.getMax() - used.getUsed()) / 4; // small GPUs hold the model besides
    return Math.max(model, Math.min(CEILING_BYTES, quarter / Float.BYTES * Float.BYTES));
  }

  @Override
  public int ceilingMatrix() {
    return manager.getDevice().isGpu() ? CEILING_MATRIX : CpuDevice.CEILING_MATRIX;
  }

  @Override
  public OptionalLong usedMemory() {
    return memory.get();
  }

  /** Of the first device, by its driver; empty where there is none. */
  static OptionalLong deviceMemory() {
    return CudaUtils.getGpuCount() > 0
        ? OptionalLong.of(CudaUtils.getGpuMemory(Device.gpu()).getUsed())
        : OptionalLong.empty();
  }

  /** DJL does not tell whether the thread fused before; libtorch does unless told otherwise. */
  @Override
  public void close() {
    optimise.accept(true);
    if (synchronise != null) {
      synchronise.close();
    }
  }
}
