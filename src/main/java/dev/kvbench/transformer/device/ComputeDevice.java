package dev.kvbench.transformer.device;

import ai.djl.ndarray.NDManager;
import java.util.OptionalLong;

/**
 * All that a measurement does differently on each kind of device. Timed code is the same on all: it
 * ends when the host has read its answer, which waits for a device of any kind.
 *
 * <p>An object belongs to the thread that it was made on.
 */
public interface ComputeDevice extends AutoCloseable {

  /** That of a manager's arrays. The calling thread is made ready for it. */
  static ComputeDevice of(NDManager manager) {
    return manager.getDevice().isGpu() ? cuda(manager) : new CpuDevice();
  }

  /** CUDA's, whatever the manager's device is, so that it can be tested without one. */
  static ComputeDevice cuda(NDManager manager) {
    return new CudaDevice(manager, Torch::optimise);
  }

  /** Returns when the device has done all that it was asked for. Not for timed code. */
  void await();

  /**
   * Releases memory, then runs what is about to be timed as often as the device needs to have seen
   * all of its shapes. The warm-up that every device has comes after that.
   */
  void warmUp(Runnable work);

  /**
   * Seconds that an operation takes.
   *
   * @param calls seconds that the host needs to call everything
   * @param work seconds that the device needs to do it
   */
  double seconds(double calls, double work);

  /** Gives back memory that libtorch has freed and keeps; {@link #usedMemory} is without it. */
  void release();

  /**
   * Bytes to read to measure bandwidth: what a step of the model reads, or more where that takes no
   * longer than its call.
   *
   * @param model bytes that a step reads
   */
  long ceilingBytes(long model);

  /** Rows and columns of the square matrices to multiply to measure the rate of arithmetic. */
  int ceilingMatrix();

  /** Bytes of its own memory in use by all processes; empty where it has the host's. */
  OptionalLong usedMemory();

  /** Undoes what was changed on the calling thread. */
  @Override
  void close();
}
