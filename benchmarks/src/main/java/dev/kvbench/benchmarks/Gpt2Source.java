package dev.kvbench.benchmarks;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.fetch.Gpt2Hub;
import dev.kvbench.results.InputException;
import dev.kvbench.transformer.Gpt2Folder;
import dev.kvbench.transformer.TransformerConfig;
import dev.kvbench.transformer.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A GPT-2 by a benchmark's parameters: trained weights where they are on this machine, random ones
 * of the same shape otherwise. How long a step takes does not depend on their values.
 *
 * @param model a name of the hub, or a folder
 * @param weights auto, trained or random
 */
public record Gpt2Source(String model, String weights, String device, String threads, long seed)
    implements TimedArm.Source {
  static final String AUTO = "auto";
  static final String TRAINED = "trained";
  static final String RANDOM = "random";

  /**
   * What auto means on this machine.
   *
   * @throws InputException for another word, and for trained weights that are not here
   */
  public static String resolved(String model, String weights) {
    Gpt2Hub hub = Gpt2Hub.of(model);
    Optional<Path> folder = hub.folderIfThere();
    return switch (weights) {
      case AUTO -> folder.isPresent() ? TRAINED : RANDOM;
      case RANDOM -> RANDOM;
      case TRAINED -> {
        if (folder.isEmpty()) {
          throw new InputException(
              "the weights of "
                  + model
                  + " are not here; fetch them with: java -jar benchmarks.jar generate --model "
                  + model
                  + " --steps 1, or measure with weights=random");
        }
        yield TRAINED;
      }
      default ->
          throw new IllegalArgumentException(
              "unknown weights '" + weights + "'; there are auto, trained, random");
    };
  }

  /** The model's shape. */
  public static TransformerConfig config(String model) {
    return Gpt2Hub.of(model).config();
  }

  boolean isTrained() {
    return resolved(model, weights).equals(TRAINED);
  }

  @Override
  public Weights open(NDManager manager) {
    if (!isTrained()) {
      return Weights.initialise(config(model), seed, manager);
    }
    try {
      return Gpt2Folder.load(Gpt2Hub.of(model).folderIfThere().orElseThrow(), manager);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }
}
