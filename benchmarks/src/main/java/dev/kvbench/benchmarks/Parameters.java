package dev.kvbench.benchmarks;

import dev.kvbench.results.InputException;
import dev.kvbench.transformer.CachePolicy;
import dev.kvbench.transformer.Torch;
import dev.kvbench.transformer.TransformerConfig;
import java.util.Map;

/** Looks at parameter values before anything is forked for them. */
public final class Parameters {
  private Parameters() {}

  /** libtorch's threads of a value of {@code threads}: 0 for auto. */
  static int threads(String value) {
    return value.equals("auto") ? 0 : positive("threads", value);
  }

  /**
   * Refuses values that no benchmark can run with. libtorch must have been started, for its devices
   * to be known.
   *
   * @param values parameters by name; unknown names are another's business
   * @throws InputException with one line that names the parameter
   */
  public static void check(Map<String, String> values) {
    try {
      values.forEach(Parameters::checkOne);
      TransformerConfig.article(
          positive("blockSize", values.getOrDefault("blockSize", "1024")),
          positive("embedSize", values.getOrDefault("embedSize", "256")));
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private static void checkOne(String name, String value) {
    switch (name) {
      case "steps", "blockSize", "embedSize", "batchSize" -> positive(name, value);
      case "threads" -> threads(value);
      case "device" -> Torch.device(value);
      case "policy" -> CachePolicy.of(value);
      case "seed" -> integer(name, value);
      default -> {}
    }
  }

  private static int positive(String name, String value) {
    long number = integer(name, value);
    if (number < 1 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
    return (int) number;
  }

  private static long integer(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, not '" + value + "'", e);
    }
  }
}
