package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A file of tensors by their state-dict names, whatever its format. */
public abstract class WeightsFile implements AutoCloseable {
  final Path file;

  WeightsFile(Path file) {
    this.file = file;
  }

  /**
   * Opens a safetensors file, or one of {@code torch.save}.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  static WeightsFile open(Path file) throws IOException {
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
   * Reads tensors as float32.
   *
   * @return them in the order of the names
   * @throws IOException with one line that names the first tensor that cannot be read
   */
  abstract Map<String, NDArray> tensors(Set<String> names, NDManager manager) throws IOException;

  /**
   * Reads the weights of a model of the given shape. Causal-mask buffers ({@code …tril}), which the
   * article's uncached model keeps in its state dict, are passed over.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  final Weights weights(TransformerConfig config, NDManager parent) throws IOException {
    requireModel(config);
    NDManager manager = parent.newSubManager();
    try {
      return new Weights(config, manager, tensors(Weights.shapes(config).keySet(), manager));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Checks that every tensor of the model is there in its shape, and no other but masks. */
  void requireModel(TransformerConfig config) throws IOException {
    String difference = StateDict.difference(shapes(), Weights.shapes(config));
    if (difference != null) {
      throw StateDict.problem(file, difference);
    }
  }

  @Override
  public abstract void close() throws IOException;
}
