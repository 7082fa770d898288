package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.MachineProfile;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.CeilingScript;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * How fast this machine can read, multiply and call, at the model's sizes or, where those are too
 * small for it to be seen, at the device's. Each is the best of some tries, once a run (see {@link
 * MachineProfile}): a ceiling is what can be reached.
 */
final class CeilingRates implements AutoCloseable {
  /** Tries of a ceiling. */
  private static final int TRIES = 16;

  /** Tries of reading again. */
  private static final int MORE_TRIES = 3;

  /** Readings in a try, which make the call's own cost small. */
  private static final int READINGS = 20;

  /** The same of a large model, which takes long. */
  private static final int LARGE_READINGS = 2;

  private final NDManager manager;
  private final Precision precision;
  private final CeilingScript model; // reads a large model's own memory; null of a small one
  private final long bytes;
  private final int size;
  private final String reading; // names in the machine's profile
  private final double flopsPerSecond;
  private final double scriptedPerSecond;
  private final double eagerPerSecond;
  private double bytesPerSecond;

  /**
   * Takes the rates of the machine's profile, or measures them.
   *
   * @param weights stay the caller's to close, and not before this
   * @param device of the manager
   */
  CeilingRates(Weights weights, Precision precision, NDManager manager, ComputeDevice device) {
    this.manager = manager;
    this.precision = precision;
    boolean large = weights.config().family().large();
    double matrices = new CostModel(weights.config(), Optional.empty()).matrixWeights();
    long modelBytes = (long) (matrices * (large ? Precision.FLOAT32 : precision).bytes());
    bytes = device.ceilingBytes(modelBytes);
    size = device.ceilingMatrix();
    model = large && bytes == modelBytes ? new CeilingScript(weights, size, precision) : null;
    String place =
        String.format(
            "%s.%s.threads%d",
            manager.getDevice().getDeviceType(), precision.label(), Torch.threads());
    reading = "ceiling.bytesPerSecond." + place + ".bytes" + bytes;
    MachineProfile profile = MachineProfile.here();
    try {
      bytesPerSecond =
          profile.rate(
              reading,
              () ->
                  measured(
                      script -> read(script, TRIES, model == null ? READINGS : LARGE_READINGS)));
      flopsPerSecond =
          profile.rate(
              // large models have kernels of their own
              "ceiling.flopsPerSecond." + place + ".size" + size + (model == null ? "" : ".large"),
              () -> measured(script -> 2 * Math.pow(size, 3) / best(TRIES, script::matmul, 4)));
      scriptedPerSecond =
          profile.rate(
              "ceiling.scriptedOperationsPerSecond." + place,
              () -> measured(script -> 1 / best(TRIES, script::small, 2000)));
      eagerPerSecond =
          profile.rate("ceiling.eagerOperationsPerSecond." + place, () -> eagerPerSecond(manager));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    device.release(); // before anything that stays is put into it
  }

  private double measured(ToDoubleFunction<CeilingScript> work) {
    if (model != null) {
      return work.applyAsDouble(model);
    }
    try (CeilingScript script = new CeilingScript(manager, bytes, size, precision)) {
      return work.applyAsDouble(script);
    }
  }

  private static double eagerPerSecond(NDManager manager) {
    // An array as operand: of a number DJL would make one each time, at several times the price.
    try (NDArray row = manager.zeros(new Shape(1, 256));
        NDArray one = manager.create(1f)) {
      return 1 / best(TRIES, times -> small(row, one, times), 2000);
    }
  }

  private static void small(NDArray row, NDArray one, int times) {
    for (int i = 0; i < times; i++) {
      row.addi(one);
    }
    row.toFloatArray(); // waits
  }

  /** Bytes a second, by whatever way is fastest here. */
  private double read(CeilingScript script, int tries, int readings) {
    double seconds = best(tries, script::read, readings);
    if (script.readsByProducts()) {
      seconds = Math.min(seconds, best(tries, script::multiplyRows, readings));
    }
    return bytes / seconds;
  }

  /**
   * Reads a large model's memory again; the ceiling is then the highest of the run so far.
   *
   * @return whether there was anything to read
   */
  boolean readAgain() {
    if (model == null) {
      return false;
    }
    bytesPerSecond = MachineProfile.here().highest(reading, read(model, MORE_TRIES, 1));
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
    return flopsPerSecond;
  }

  /** The price of the cheapest operation inside a script. */
  double secondsPerScriptedOperation() {
    return 1 / scriptedPerSecond;
  }

  /** The price of the cheapest operation called from Java. */
  double secondsPerEagerOperation() {
    return 1 / eagerPerSecond;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
