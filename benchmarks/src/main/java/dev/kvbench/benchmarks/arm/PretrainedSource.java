package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.fetch.ModelHub;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A GPT-2, or a Llama-like model, by a benchmark's parameters: trained weights where they are on
 * this machine, random ones of the same shape otherwise. A step does the same work with either.
 *
 * @param model a name of the hub, or a folder
 * @param weights trained or random
 * @param context tokens of the longest text, for which a Llama-like model's cache has room
 */
public record PretrainedSource(String model, String weights, long seed, int context) {
  private enum Choice {
    AUTO,
    TRAINED,
    RANDOM
  }

  /** Shapes as they were first read: a folder may change while rows are measured. */
  private static final Map<String, TransformerConfig> CONFIGS = new ConcurrentHashMap<>();

  /** Decides once what auto means. */
  public PretrainedSource {
    weights = resolved(model, weights);
  }

  /**
   * What auto means on this machine.
   *
   * @throws InputException for trained weights that are not here
   * @throws IllegalArgumentException for another word
   */
  public static String resolved(String model, String weights) {
    Choice choice = Labels.parse(Choice.class, "weights", weights);
    if (choice == Choice.RANDOM) {
      return weights;
    }
    Optional<String> missing = whyRandom(model);
    if (choice == Choice.TRAINED && missing.isPresent()) {
      throw new InputException(missing.get() + ", or measure with weights=random");
    }
    return Labels.of(missing.isEmpty() ? Choice.TRAINED : Choice.RANDOM);
  }

  /** Why auto means random weights; empty where it means trained ones. */
  public static Optional<String> whyRandom(String model) {
    ModelHub hub = ModelHub.of(model);
    if (hub.folderIfThere().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        hub.isShape()
            ? model + " is a shape without weights; give a folder that has them"
            : hub.isFolder()
                ? model + " has no weights; put model.safetensors there"
                : String.format(
                    "the weights of %s are not here; fetch them with: %s generate --model %1$s"
                        + " --steps 1",
                    model, Invocation.PROGRAM));
  }

  /** The model's shape. */
  public static TransformerConfig config(String model) {
    return CONFIGS.computeIfAbsent(model, name -> ModelHub.of(name).config());
  }

  public boolean isTrained() {
    return weights.equals(Labels.of(Choice.TRAINED));
  }

  /**
   * What weights these are, for the record: the hash of trained ones, the seed of random ones.
   *
   * @throws InputException for files that are not the model that a name stands for
   */
  public String fact() {
    return isTrained()
        ? "sha256 " + ModelHub.of(model).verified()
        : "uniform, from java.util.SplittableRandom";
  }

  /** Makes or reads the weights, for the caller to close. */
  public Weights open(NDManager manager) {
    if (!isTrained()) {
      return Weights.initialise(config(model).withContext(context), seed, manager);
    }
    try {
      return ModelFolder.load(ModelHub.of(model).folderIfThere().orElseThrow(), context, manager);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }
}
