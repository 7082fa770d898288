package dev.kvbench.benchmarks.session;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.MachineProfile;
import dev.kvbench.transformer.script.Script;
import dev.kvbench.transformer.tensor.Precision;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels of a machine's profile, which may be another machine's. */
final class PinnedKernels {
  private static final Pattern NAME = Pattern.compile("kernels\\.cpu\\.(\\w+)\\..*");

  /** Rows of a product that the first kernel of a value is for, the second, and the third. */
  private static final int[] ROWS = {1, 12, 100};

  private PinnedKernels() {}

  /**
   * Tries them all. libtorch must have been started.
   *
   * @throws InputException naming the first that does not run here, or what is no kernel
   */
  static void require(Path profile) {
    try {
      MachineProfile.read(profile)
          .forEach(
              (name, value) -> {
                Matcher kernels = NAME.matcher(name);
                if (kernels.matches()) {
                  require(profile + ": " + name, value, Precision.of(kernels.group(1)));
                }
              });
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private static void require(String where, String value, Precision precision) {
    String[] names = value.split(",", -1);
    if (names.length != ROWS.length) {
      throw new InputException(where + " must be three kernels, not '" + value + "'");
    }
    for (int i = 0; i < names.length; i++) {
      if (!runs(names[i], precision, ROWS[i])) {
        throw new InputException(
            String.format(
                "%s: kernel '%s' does not run on this machine for %s and %d rows; without the line"
                    + " kernels are chosen here",
                where, names[i], precision.label(), ROWS[i]));
      }
    }
  }

  private static boolean runs(String kernel, Precision precision, int rows) {
    String resource = "linear_" + kernel + ".py";
    if (Script.class.getResource(resource) == null) {
      return false;
    }
    String source =
        Script.read("kernel_trial.py").replace("KIND", kernel)
            + Script.read(resource).replace("CLASS", "Trial");
    try (Script trial = new Script(source, Device.cpu())) {
      trial.call("init_random", precision.scalarType(), 8, 1); // one layer, 8 wide
      trial.call("run", rows, 4);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }
}
