package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A GPT-2 in a folder as Hugging Face's {@code save_pretrained} leaves it: {@code config.json} and
 * its weights. Names may begin with {@code transformer.}; buffers of the causal mask are passed
 * over.
 */
public final class Gpt2Folder extends SafetensorsFolder {
  private static final String UNTIED_HEAD = "lm_head.weight";

  private Gpt2Folder(Path folder) throws IOException {
    super(folder, Gpt2Folder::name);
  }

  /**
   * The model's shape.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static TransformerConfig config(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw StateDict.problem(
          folder, "no such folder; give one with config.json and model.safetensors");
    }
    return Gpt2Config.read(folder.resolve("config.json"));
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

  /**
   * Reads the weights, float32 ones straight into the memory that they are used from.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  public static Weights load(Path folder, NDManager parent) throws IOException {
    TransformerConfig config = config(folder);
    try (Gpt2Folder in = new Gpt2Folder(folder)) {
      Weights weights = in.weights(config, parent);
      try {
        in.requireTied(weights.get("wte.weight"), parent);
        return weights;
      } catch (IOException | RuntimeException e) {
        weights.close();
        throw e;
      }
    }
  }

  private static String name(String stored) {
    String name = stored.replaceFirst("^transformer\\.", "");
    boolean mask = name.matches("h\\.\\d+\\.attn\\.(masked_)?bias"); // or what it fills in
    return mask ? null : name;
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = super.shapes();
    shapes.remove(UNTIED_HEAD);
    return shapes;
  }

  /** A file may have the head's weight again, but not another one. */
  private void requireTied(NDArray table, NDManager manager) throws IOException {
    Place place = place(UNTIED_HEAD);
    if (place == null) {
      return;
    }
    try (NDArray head = tensor(UNTIED_HEAD, manager)) {
      if (!head.getShape().equals(table.getShape()) || !head.contentEquals(table)) {
        throw place
            .in()
            .problem(UNTIED_HEAD + " is not the token table, which GPT-2's head is tied to");
      }
    }
  }
}
