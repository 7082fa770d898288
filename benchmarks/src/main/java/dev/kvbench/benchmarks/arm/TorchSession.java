package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import java.util.function.Function;

/**
 * libtorch in a benchmark's JVM: started, on a device, with the metrics of the row before cleared.
 * Closing it frees all arrays.
 */
public final class TorchSession implements AutoCloseable {
  private final NDManager manager;
  private final ComputeDevice device;

  /** By the parameters of these names. */
  public TorchSession(String device, String threads) {
    this(device, threads, ComputeDevice::of);
  }

  /**
   * The same, on a device for tests.
   *
   * @param devices makes it for the manager of all arrays
   */
  TorchSession(String device, String threads, Function<NDManager, ComputeDevice> devices) {
    Subprocess.exitWithParent();
    RowMetrics.clear();
    Torch.start(Parameters.threads(threads));
    manager = NDManager.newBaseManager(Torch.device(device));
    this.device = devices.apply(manager);
  }

  /** Owner of all arrays, on the device. */
  public NDManager manager() {
    return manager;
  }

  ComputeDevice device() {
    return device;
  }

  @Override
  public void close() {
    try {
      device.close();
    } finally {
      manager.close();
    }
  }
}
