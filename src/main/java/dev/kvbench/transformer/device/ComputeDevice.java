package dev.kvbench.transformer.device;

import ai.djl.ndarray.NDManager;
import java.util.OptionalLong;

/**
 * What whoever measures does differently on each kind of device, and all that is: timed code is the
 * same, for it ends when the host has read its answer, which waits for a device of any kind.
 *
 * <p>An object belongs to the thread that it was made on.
 */
public interface ComputeDevice extends AutoCloseable {

  /** That of a manager's arrays. The calling thread is made ready for it. */
  static ComputeDevice of(NDManager manager) {
    return manager.getDevice().isGpu() ? cuda(manager) : new CpuDevice();
  }

  /**
   * CUDA's, whatever the manager's device is: on a CPU it does what it does on a GPU, as far as
   * that goes, so that it can be tested without one.
   */
  static ComputeDevice cuda(NDManager manager) {
    return CudaDevice.of(manager);
  }

  /** Returns when the device has done all that it was asked for. Not for timed code. */
  void await();

  /**
   * Runs what is about to be timed as often as the device needs to have met all of its shapes,
   * besides the warm-up that every device has. Before, it releases.
   */
  void warmUp(Runnable work);

  /**
   * What an operation takes.
   *
   * @param calls seconds that the host needs to call everything
   * @param work seconds that the device needs to do it
   */
  double seconds(double calls, double work);

  /** Memory that was taken and freed is not kept for later, and {@link #usedMemory} without it. */
  void release();

  /**
   * Bytes to read to see how fast the device can: what a step of the model reads, where the call
   * costs little beside that.
   *
   * @param model bytes that a step reads
   */
  long ceilingBytes(long model);

  /** Rows and columns of the square matrices to multiply to see how fast the device can. */
  int ceilingMatrix();

  /** Bytes of memory of its own that are in use, by anybody; empty where it has the host's. */
  OptionalLong usedMemory();

  /** The calling thread is then as libtorch has it. */
  @Override
  void close();
}
