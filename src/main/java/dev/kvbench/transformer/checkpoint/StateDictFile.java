package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.StateDict.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in a {@code .pth} file: what {@code torch.save(model.state_dict(), file)} writes since
 * PyTorch 1.6, for the article's model. Nothing of the file is run ({@link TensorPickle}).
 */
public final class StateDictFile {
  private StateDictFile() {}

  /**
   * Names and shapes of all tensors, masks included, in the file's order; their bytes are not read.
   * {@link StateDict#configOf} tells which model they make.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  public static Map<String, Shape> shapes(Path file) throws IOException {
    try (TorchZip zip = TorchZip.open(file)) {
      return shapes(tensors(file, zip));
    }
  }

  /**
   * Reads the weights of a model of the given shape as float32, from tensors of float32, float16,
   * bfloat16 and float64, wherever they lie in their storages. Causal-mask buffers ({@code …tril})
   * are passed over.
   *
   * @throws IOException with one line that names the file and says why it cannot be read, or the
   *     first tensor that is missing, has another shape or type, or is not part of the model
   */
  public static Weights load(Path file, TransformerConfig config, NDManager parent)
      throws IOException {
    NDManager manager = parent.newSubManager();
    try (TorchZip zip = TorchZip.open(file)) {
      Map<String, StoredTensor> found = tensors(file, zip);
      Map<String, Shape> model = Weights.shapes(config);
      StateDict.requireModel(file, shapes(found), model);
      Map<String, List<String>> sharing = new LinkedHashMap<>(); // names by storage
      for (String name : model.keySet()) {
        StoredTensor tensor = found.get(name);
        requireReadable(file, name, tensor);
        zip.requireStorage(tensor.storage());
        sharing.computeIfAbsent(tensor.storage().key(), key -> new ArrayList<>()).add(name);
      }
      Map<String, NDArray> tensors = new HashMap<>();
      for (List<String> names : sharing.values()) {
        requireModestSharing(file, names, found);
        ByteBuffer bytes = zip.storage(found.get(names.get(0)).storage());
        for (String name : names) {
          tensors.put(name, manager.create(found.get(name).values(bytes), model.get(name)));
        }
      }
      Map<String, NDArray> ordered = new LinkedHashMap<>();
      model.keySet().forEach(name -> ordered.put(name, tensors.get(name)));
      return new Weights(config, manager, ordered);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Tied tensors share a storage. If hundreds did, a small file would make a huge model. */
  private static void requireModestSharing(
      Path file, List<String> names, Map<String, StoredTensor> found) throws IOException {
    long elements = names.stream().mapToLong(name -> found.get(name).shape().size()).sum();
    if (elements > 2 * found.get(names.get(0)).storage().elements()) {
      throw problem(
          file,
          "its tensors "
              + names.get(0)
              + " to "
              + names.get(names.size() - 1)
              + " repeat the elements of one storage: save clones of them");
    }
  }

  private static Map<String, StoredTensor> tensors(Path file, TorchZip zip) throws IOException {
    byte[] pickle = zip.pickle();
    try {
      return TensorPickle.read(pickle);
    } catch (IOException e) {
      throw problem(file, e.getMessage());
    }
  }

  private static Map<String, Shape> shapes(Map<String, StoredTensor> tensors) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  private static void requireReadable(Path file, String name, StoredTensor tensor)
      throws IOException {
    if (!tensor.storage().type().isFloating()) {
      throw problem(
          file,
          "tensor "
              + name
              + " is of torch."
              + tensor.storage().type().torchName()
              + ", the model needs floats");
    }
    if (tensor.exceedsStorage()) {
      throw problem(
          file, "tensor " + name + " repeats the elements of its storage: save its contiguous()");
    }
  }
}
