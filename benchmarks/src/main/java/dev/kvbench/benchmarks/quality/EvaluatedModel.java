package dev.kvbench.benchmarks.quality;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.TrainedModel;
import dev.kvbench.benchmarks.fetch.ModelHub;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.text.HubTokeniser;
import dev.kvbench.transformer.text.Tokeniser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The model that a quality run is about, and what it reads text by. Owns both.
 *
 * @param facts where the weights come from, by name
 */
public record EvaluatedModel(Weights weights, Tokeniser tokeniser, Map<String, String> facts)
    implements AutoCloseable {

  /**
   * Opens a model, whose arrays belong to the manager; progress is given a line while it fetches.
   */
  @FunctionalInterface
  public interface Source {
    EvaluatedModel open(NDManager manager, Consumer<String> progress);
  }

  /**
   * The article's model, whose tokens are characters.
   *
   * @param checkpoint a file; null for the one inside the jar
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static EvaluatedModel ofArticle(Path checkpoint, NDManager manager) {
    Checkpoint model = TrainedModel.open(checkpoint, manager);
    return new EvaluatedModel(model.weights(), model.vocabulary(), model.facts());
  }

  /**
   * A GPT-2 or a Llama-like model with its own tokeniser.
   *
   * @param model a name of the hub, or a folder
   * @param context tokens of a Llama-like model's window
   * @param progress is given a line for people while it fetches
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static EvaluatedModel pretrained(
      String model, int context, NDManager manager, Consumer<String> progress) {
    ModelHub hub = ModelHub.of(model);
    Path folder = hub.fetch(progress);
    try {
      Tokeniser tokeniser = HubTokeniser.open(folder, hub.config().vocabularySize());
      try {
        Weights weights = ModelFolder.load(folder, context, manager);
        return new EvaluatedModel(weights, tokeniser, Map.of("model", model));
      } catch (IOException | RuntimeException e) {
        tokeniser.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    weights.close();
    tokeniser.close();
  }
}
