package dev.kvbench.benchmarks.arm;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.CeilingScript;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * How fast this process can read, multiply and call, at the model's sizes or, where those are too
 * small for it to be seen, at the device's. Each is the best of some tries: a ceiling is what can
 * be reached.
 */
final class CeilingRates implements AutoCloseable {
  /** Tries of a ceiling. */
  private static final int TRIES = 8;

  /** Tries of reading again. */
  private static final int MORE_TRIES = 3;

  /** Readings in a try, which make the call's own cost small. */
  private static final int READINGS = 20;

  /** The same of a large model, which takes long. */
  private static final int LARGE_READINGS = 2;

  /** Where and on what the rates of computing are measured. */
  private record Setting(Device device, int threads, Precision precision, int matrix) {}

  /** What of the ceilings is no matter of the model. */
  private record Computing(
      double flopsPerSecond, double secondsPerScriptedOperation, double secondsPerEagerOperation) {}

  /** Once a process: a fork times one row, but one JVM may time many. */
  private static final Map<Setting, Computing> MEASURED = new ConcurrentHashMap<>();

  private final CeilingScript model; // that read a large model's own memory; null of a small one
  private final double bytes;
  private double bytesPerSecond;
  private final Computing computing;

  /**
   * Measures.
   *
   * @param weights stay the caller's to close, and not before this
   * @param device of the manager
   */
  CeilingRates(Weights weights, Precision precision, NDManager manager, ComputeDevice device) {
    boolean large = weights.config().family().large();
    double matrices = new CostModel(weights.config(), Optional.empty()).matrixWeights();
    long modelBytes = (long) (matrices * (large ? Precision.FLOAT32 : precision).bytes());
    long bytes = device.ceilingBytes(modelBytes);
    int size = device.ceilingMatrix();
    boolean own = large && bytes == modelBytes;
    CeilingScript ceilings =
        own
            ? new CeilingScript(weights, size, precision)
            : new CeilingScript(manager, bytes, size, precision);
    this.bytes = bytes;
    this.model = own ? ceilings : null;
    boolean stays = false;
    try {
      read(ceilings, TRIES, own ? LARGE_READINGS : READINGS);
      computing =
          MEASURED.computeIfAbsent(
              new Setting(manager.getDevice(), Torch.threads(), precision, size),
              setting -> computing(ceilings, size, manager));
      stays = own;
    } finally {
      if (!stays) {
        ceilings.close();
      }
    }
    device.release(); // before anything that stays is put into it
  }

  private static Computing computing(CeilingScript ceilings, int size, NDManager manager) {
    double seconds = best(TRIES, ceilings::matmul, 4);
    double scripted = best(TRIES, ceilings::small, 2000);
    // An array as operand: of a number DJL would make one each time, at several times the price.
    try (NDArray row = manager.zeros(new Shape(1, 256));
        NDArray one = manager.create(1f)) {
      double eager = best(TRIES, times -> small(row, one, times), 2000);
      return new Computing(2 * Math.pow(size, 3) / seconds, scripted, eager);
    }
  }

  private static void small(NDArray row, NDArray one, int times) {
    for (int i = 0; i < times; i++) {
      row.addi(one);
    }
    row.toFloatArray(); // waits
  }

  /** Reads, by whatever way is fastest here. */
  private void read(CeilingScript ceilings, int tries, int readings) {
    double seconds = best(tries, ceilings::read, readings);
    if (ceilings.readsByProducts()) {
      seconds = Math.min(seconds, best(tries, ceilings::multiplyRows, readings));
    }
    bytesPerSecond = Math.max(bytesPerSecond, bytes / seconds);
  }

  /**
   * Reads a large model's memory again; the ceiling is then the higher one.
   *
   * @return whether there was anything to read
   */
  boolean readAgain() {
    if (model == null) {
      return false;
    }
    read(model, MORE_TRIES, 1);
    return true;
  }

  /** Seconds of one of so many, the best of some tries. */
  private static double best(int tries, IntConsumer work, int times) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tries; i++) {
      long begin = System.nanoTime();
      work.accept(times);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9 / times);
    }
    return best;
  }

  double bytesPerSecond() {
    return bytesPerSecond;
  }

  double flopsPerSecond() {
    return computing.flopsPerSecond();
  }

  /** The price of the cheapest operation inside a script. */
  double secondsPerScriptedOperation() {
    return computing.secondsPerScriptedOperation();
  }

  /** The price of the cheapest operation called from Java. */
  double secondsPerEagerOperation() {
    return computing.secondsPerEagerOperation();
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
