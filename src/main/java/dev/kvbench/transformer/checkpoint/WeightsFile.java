package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights in a safetensors file, under the article's state-dict names. */
public final class WeightsFile {
  private WeightsFile() {}

  /** Writes all tensors; the file appears whole or not at all. */
  public static void save(Weights weights, Path file) throws IOException {
    Safetensors.write(file, Map.of("format", "pt"), weights.tensors(), false);
  }

  /**
   * Names and shapes of all tensors, masks included; their values are not read. {@link
   * StateDict#configOf} finds the model that they make.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  public static Map<String, Shape> shapes(Path file) throws IOException {
    try (Safetensors in = new Safetensors(file)) {
      return shapes(in);
    }
  }

  /** All but what only a training needs. */
  static Map<String, Shape> shapes(Safetensors in) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    in.entries()
        .forEach(
            (name, entry) -> {
              if (!name.startsWith(Checkpoint.TRAINING)) {
                shapes.put(name, entry.shape());
              }
            });
    return shapes;
  }

  /**
   * Reads the weights of a model of the given shape, of float32 or float16. Causal-mask buffers
   * ({@code …tril}), which the article's uncached model keeps in its state dict, are passed over.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  public static Weights load(Path file, TransformerConfig config, NDManager parent)
      throws IOException {
    try (Safetensors in = new Safetensors(file)) {
      return load(file, in, config, parent);
    }
  }

  static Weights load(Path file, Safetensors in, TransformerConfig config, NDManager parent)
      throws IOException {
    Map<String, Shape> model = Weights.shapes(config);
    StateDict.requireModel(file, shapes(in), model);
    NDManager manager = parent.newSubManager();
    try {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      for (String name : model.keySet()) {
        tensors.put(name, in.tensor(name, manager));
      }
      return new Weights(config, manager, tensors);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }
}
