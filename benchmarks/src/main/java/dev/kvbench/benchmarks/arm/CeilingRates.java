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
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * How fast this machine can read, multiply and call, at the model's sizes or, where those are too
 * small for it to be seen, at the device's. Each is the best that any process of a run has seen
 * (see {@link MachineProfile}): a ceiling is what can be reached. The first one that needs it looks
 * long, and about once a minute another one looks again, for the first may have been disturbed.
 */
final class CeilingRates implements AutoCloseable {
  /** Tries of a ceiling that no process of the run has measured. */
  private static final int TRIES = 16;

  /** Tries of one that is known. */
  private static final int MORE_TRIES = 3;

  /** A look takes as long as all else that a fork does before it measures. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** Readings in a try, which make the call's own cost small. */
  private static final int READINGS = 20;

  /** The same of a large model, which takes long. */
  private static final int LARGE_READINGS = 2;

  private final CeilingScript model; // reads a large model's own memory; null of a small one
  private final long bytes;
  private final String reading; // names in the machine's profile
  private final double flopsPerSecond;
  private final double scriptedPerSecond;
  private final double eagerPerSecond;
  private double bytesPerSecond;

  /**
   * Measures the rates: the best so far of this machine's profile count.
   *
   * @param weights stay the caller's to close, and not before this
   * @param device of the manager
   */
  CeilingRates(Weights weights, Precision precision, NDManager manager, ComputeDevice device) {
    boolean large = weights.config().family().large();
    double matrices = new CostModel(weights.config(), Optional.empty()).matrixWeights();
    long modelBytes = (long) (matrices * (large ? Precision.FLOAT32 : precision).bytes());
    bytes = device.ceilingBytes(modelBytes);
    int size = device.ceilingMatrix();
    boolean own = large && bytes == modelBytes;
    String place =
        "%s.%s.threads%d"
            .formatted(manager.getDevice().getDeviceType(), precision.label(), Torch.threads());
    reading = "ceiling.bytesPerSecond." + place + ".bytes" + bytes;
    // large models have kernels of their own
    String product = "ceiling.flopsPerSecond." + place + ".size" + size + (own ? ".large" : "");
    String scripted = "ceiling.scriptedOperationsPerSecond." + place;
    String eager = "ceiling.eagerOperationsPerSecond." + place;
    boolean due =
        MachineProfile.here().claimIfDue(reading.replace("bytesPerSecond", "seen"), AGAIN);
    due |= !Stream.of(reading, product, scripted, eager).allMatch(MachineProfile.here()::has);
    model = own ? new CeilingScript(weights, size, precision) : null;
    CeilingScript script = own || !due ? model : new CeilingScript(manager, bytes, size, precision);
    boolean stays = false;
    try {
      bytesPerSecond =
          highest(reading, due, tries -> read(script, tries, own ? LARGE_READINGS : READINGS));
      flopsPerSecond =
          highest(product, due, tries -> 2 * Math.pow(size, 3) / product(script, precision, tries));
      scriptedPerSecond = highest(scripted, due, tries -> 1 / best(tries, script::small, 2000));
      eagerPerSecond = highest(eager, due, tries -> eagerPerSecond(manager, tries));
      stays = own;
    } finally {
      if (!stays && script != null) {
        script.close();
      }
    }
    device.release(); // before anything that stays is put into it
  }

  /** The best so far; where it is due, of some tries of this process too. */
  private static double highest(String name, boolean due, IntToDoubleFunction measure) {
    MachineProfile profile = MachineProfile.here();
    int tries = profile.has(name) ? MORE_TRIES : TRIES;
    return profile.highest(name, due ? measure.applyAsDouble(tries) : 0);
  }

  private static double eagerPerSecond(NDManager manager, int tries) {
    // An array as operand: of a number DJL would make one each time, at several times the price.
    try (NDArray row = manager.zeros(new Shape(1, 256));
        NDArray one = manager.create(1f)) {
      return 1 / best(tries, times -> small(row, one, times), 2000);
    }
  }

  private static void small(NDArray row, NDArray one, int times) {
    for (int i = 0; i < times; i++) {
      row.addi(one);
    }
    row.toFloatArray(); // waits
  }

  /** Seconds of a product, by whatever way is fastest here. */
  private static double product(CeilingScript script, Precision precision, int tries) {
    double seconds = best(tries, script::matmul, 2);
    // In half precision libtorch's own may take a minute.
    return precision == Precision.FLOAT32
        ? Math.min(seconds, best(tries, script::libtorchMatmul, 2))
        : seconds;
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
