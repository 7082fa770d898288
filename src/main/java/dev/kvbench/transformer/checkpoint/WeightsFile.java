package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A file, or a folder, of tensors by their state-dict names, whatever its format. */
public abstract class WeightsFile implements AutoCloseable {
  final Path file;

  WeightsFile(Path file) {
    this.file = file;
  }

  /**
   * Opens a safetensors file or a folder with some, or a file of {@code torch.save}.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  static WeightsFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      return new SafetensorsFolder(file, UnaryOperator.identity());
    }
    if (!Files.isRegularFile(file)) {
      return new Safetensors(file); // says so
    }
    byte[] begin;
    try (InputStream in = Files.newInputStream(file)) {
      begin = in.readNBytes(9);
    }
    boolean json = begin.length == 9 && begin[8] == '{'; // after a length that can be anything
    boolean zip = begin.length > 1 && begin[0] == 'P' && begin[1] == 'K';
    boolean pickle = begin.length > 1 && begin[0] == (byte) 0x80; // whose reader says what to do
    return !json && (zip || pickle) ? new StateDictFile(file) : new Safetensors(file);
  }

  /** Writes all tensors as safetensors; the file appears whole or not at all. */
  public static void save(Weights weights, Path file) throws IOException {
    Safetensors.write(file, Map.of("format", "pt"), weights.tensors(), false);
  }

  /** What the writer says of the file, by name; empty where it says nothing. */
  public Map<String, String> metadata() {
    return Map.of();
  }

  /** Names and shapes of all tensors but those of a training, masks included, in its order. */
  abstract Map<String, Shape> shapes();

  /**
   * Reads a tensor that is there, as float32.
   *
   * @throws IOException with one line that names the tensor, if it cannot be read
   */
  abstract NDArray tensor(String name, NDManager manager) throws IOException;

  /**
   * Reads the weights of a model of the given shape. Causal-mask buffers ({@code …tril}), which the
   * article's uncached model keeps in its state dict, are passed over.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  final Weights weights(TransformerConfig config, NDManager parent) throws IOException {
    Map<String, Shape> model = Weights.shapes(config);
    String difference = StateDict.difference(shapes(), model);
    if (difference != null) {
      throw problem(difference + "; the model is to have " + config.facts());
    }
    NDManager manager = parent.newSubManager();
    try {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      for (String name : model.keySet()) {
        tensors.put(name, tensor(name, manager));
      }
      return new Weights(config, manager, tensors);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** One line that names the file. */
  final IOException problem(String what) {
    return OneLine.problem(file, what);
  }

  @Override
  public abstract void close() throws IOException;
}
