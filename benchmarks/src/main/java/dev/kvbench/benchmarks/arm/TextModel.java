package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.fetch.ModelHub;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.HubTokeniser;
import dev.kvbench.transformer.text.Tokeniser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * A trained model, and what it reads and writes text by. Owns both.
 *
 * @param name of a pretrained one, as the user gave it; null of the article's
 * @param facts where a checkpoint's weights come from, by name
 */
public record TextModel(
    Weights weights, Tokeniser tokeniser, String name, Map<String, String> facts)
    implements AutoCloseable {
  /** Tokens of a Llama-like model's window where the user does not say. */
  public static final int DEFAULT_CONTEXT = 64;

  /**
   * The article's model, whose tokens are characters.
   *
   * @param checkpoint a file; null for the one inside the jar
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static TextModel ofArticle(Path checkpoint, NDManager manager) {
    Checkpoint model = TrainedModel.open(checkpoint, manager);
    return new TextModel(model.weights(), model.vocabulary(), null, model.facts());
  }

  /**
   * A GPT-2 or a Llama-like model with its own tokeniser, fetched once its shape is checked.
   *
   * @param model a name of the hub, or a folder
   * @param context tokens of a Llama-like model's window; null for {@value #DEFAULT_CONTEXT}
   * @param check refuses shapes
   * @param progress is given a line for people while it fetches
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static TextModel pretrained(
      String model,
      Integer context,
      NDManager manager,
      Consumer<TransformerConfig> check,
      Consumer<String> progress) {
    ModelHub hub = ModelHub.of(model);
    hub.requireWeights();
    TransformerConfig config = hub.config();
    int most = config.window();
    if (context != null && !config.family().llamaLike()) {
      throw new InputException(
          "--context is for Llama-like models; the window of this one is its " + most + " tokens");
    }
    if (context != null && context > most) {
      throw new InputException(
          "--context must be at most the model's own window, %d tokens, not %d"
              .formatted(most, context));
    }
    int window = context == null ? Math.min(DEFAULT_CONTEXT, most) : context;
    check.accept(config.withContext(window));
    return open(model, hub.fetch(progress), tokeniser -> window, manager);
  }

  /**
   * The model in a folder, with its own tokeniser.
   *
   * @param name as the user gave it
   * @param context tokens of the longest text, by the tokeniser
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static TextModel open(
      String name, Path folder, ToIntFunction<Tokeniser> context, NDManager manager) {
    try {
      Tokeniser tokeniser = HubTokeniser.open(folder, ModelFolder.config(folder).vocabularySize());
      try {
        Weights weights = ModelFolder.load(folder, context.applyAsInt(tokeniser), manager);
        return new TextModel(weights, tokeniser, name, Map.of());
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
