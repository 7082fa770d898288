package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A GPT-2, or a Llama and its like, in a folder as Hugging Face's {@code save_pretrained} leaves
 * it: {@code config.json} and its weights. Names may begin with {@code transformer.} or {@code
 * model.}; buffers of the causal mask and of positions are passed over.
 */
public final class ModelFolder extends SafetensorsFolder {
  private static final String UNTIED_HEAD = "lm_head.weight";

  private final boolean tiedHead;

  private ModelFolder(Path folder, boolean tiedHead) throws IOException {
    super(folder, ModelFolder::name);
    this.tiedHead = tiedHead;
  }

  /**
   * The model's shape.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static TransformerConfig config(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw OneLine.problem(
          folder, "no such folder; give one with config.json and model.safetensors");
    }
    return ConfigFile.read(folder.resolve("config.json"));
  }

  /**
   * The files that hold the weights.
   *
   * @throws IOException with one line if there are none
   */
  public static Set<Path> weightFiles(Path folder) throws IOException {
    return files(folder);
  }

  /** Whether there are weights in it, whatever is to be said of them. */
  public static boolean hasWeights(Path folder) {
    return hasFiles(folder);
  }

  /** The same with all positions that the model has. */
  public static Weights load(Path folder, NDManager parent) throws IOException {
    return load(folder, Integer.MAX_VALUE, parent);
  }

  /**
   * Reads the weights, float32 ones straight into the memory that they are used from.
   *
   * @param context longest context in tokens, no more than the model has positions
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  public static Weights load(Path folder, int context, NDManager parent) throws IOException {
    TransformerConfig config = config(folder).withContext(context);
    try (ModelFolder in = new ModelFolder(folder, config.tiedHead())) {
      Weights weights = in.weights(config, parent);
      try {
        in.requireTied(weights.modules().tokens(), parent);
        return weights;
      } catch (IOException | RuntimeException e) {
        weights.close();
        throw e;
      }
    }
  }

  private static String name(String stored) {
    String name = stored.replaceFirst("^(transformer|model)\\.", "");
    boolean buffer = // (masked_bias is what a mask fills in)
        name.matches("h\\.\\d+\\.attn\\.(masked_)?bias|.*\\.rotary_emb\\.inv_freq");
    return buffer ? null : name;
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = super.shapes();
    if (tiedHead) {
      shapes.remove(UNTIED_HEAD);
    }
    return shapes;
  }

  /** A file may have the head's weight again, but not another one. */
  private void requireTied(NDArray table, NDManager manager) throws IOException {
    Place place = place(UNTIED_HEAD);
    if (place == null || !tiedHead) {
      return;
    }
    try (NDArray head = tensor(UNTIED_HEAD, manager)) {
      if (!head.getShape().equals(table.getShape()) || !head.contentEquals(table)) {
        throw place
            .in()
            .problem(UNTIED_HEAD + " is not the token table, which the head is tied to");
      }
    }
  }
}
