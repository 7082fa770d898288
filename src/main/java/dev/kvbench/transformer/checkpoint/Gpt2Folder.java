package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.annotations.SerializedName;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A GPT-2, or a Llama and its like, in a folder as Hugging Face's {@code save_pretrained} leaves
 * it: {@code config.json} and {@code model.safetensors}, or several safetensors files and {@code
 * model.safetensors.index.json}. Names may begin with {@code transformer.} or {@code model.};
 * buffers of the causal mask and of positions are passed over.
 */
public final class Gpt2Folder extends WeightsFile {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String UNTIED_HEAD = "lm_head.weight";

  private final List<Safetensors> open = new ArrayList<>();
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** What the index holds. */
  private record Index(@SerializedName("weight_map") Map<String, String> files) {}

  /** Where a tensor is, and what its file calls it. */
  private record Place(Safetensors in, String name, Shape shape) {}

  private final boolean tiedHead;

  private Gpt2Folder(Path folder, boolean tiedHead) throws IOException {
    super(folder);
    this.tiedHead = tiedHead;
    try {
      for (Path file : weightFiles(folder)) {
        Safetensors in = new Safetensors(file);
        open.add(in);
        for (Map.Entry<String, Shape> stored : in.shapes().entrySet()) {
          String name = stored.getKey().replaceFirst("^(transformer|model)\\.", "");
          Place place = new Place(in, stored.getKey(), stored.getValue());
          if (!isBuffer(name) && places.put(name, place) != null) {
            throw in.problem("tensor " + StateDict.shown(name) + " is there twice");
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The model's shape.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static TransformerConfig config(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw StateDict.problem(folder, "no such folder; give one with config.json and " + SINGLE);
    }
    return ConfigFile.read(folder.resolve("config.json"));
  }

  /**
   * The files that hold the weights.
   *
   * @throws IOException with one line if there are none
   */
  public static Set<Path> weightFiles(Path folder) throws IOException {
    Path single = folder.resolve(SINGLE);
    if (Files.exists(single)) {
      return Set.of(single);
    }
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      throw StateDict.problem(
          folder,
          "has no "
              + SINGLE
              + (Files.exists(folder.resolve("pytorch_model.bin"))
                  ? "; of pytorch_model.bin Transformers makes one: from_pretrained, then"
                      + " save_pretrained"
                  : ""));
    }
    String noIndex = "is damaged: it has no weight_map of names and files";
    Map<String, String> names = ConfigFile.json(index, Index.class, noIndex).files;
    if (names == null || names.containsValue(null)) {
      throw StateDict.problem(index, noIndex);
    }
    Set<Path> files = new TreeSet<>();
    for (String name : names.values()) {
      if (!name.matches("[\\w.-]+\\.safetensors")) {
        throw StateDict.problem(index, "names a file that is no plain " + SINGLE);
      }
      files.add(folder.resolve(name));
    }
    return files;
  }

  /** Whether there are weights in it, whatever is to be said of them. */
  public static boolean hasWeights(Path folder) {
    return Files.exists(folder.resolve(SINGLE)) || Files.exists(folder.resolve(INDEX));
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
    try (Gpt2Folder in = new Gpt2Folder(folder, config.tiedHead())) {
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

  private static boolean isBuffer(String name) { // (masked_bias is what a mask fills in)
    return name.matches("h\\.\\d+\\.attn\\.(masked_)?bias|.*\\.rotary_emb\\.inv_freq");
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    places.forEach((name, place) -> shapes.put(name, place.shape));
    if (tiedHead) {
      shapes.remove(UNTIED_HEAD);
    }
    return shapes;
  }

  @Override
  NDArray tensor(String name, NDManager manager) throws IOException {
    Place place = places.get(name);
    return place.in.tensor(place.name, manager);
  }

  /** A file may have the head's weight again, but not another one. */
  private void requireTied(NDArray table, NDManager manager) throws IOException {
    Place place = places.get(UNTIED_HEAD);
    if (place == null || !tiedHead) {
      return;
    }
    try (NDArray head = tensor(UNTIED_HEAD, manager)) {
      if (!head.getShape().equals(table.getShape()) || !head.contentEquals(table)) {
        throw place.in.problem(UNTIED_HEAD + " is not the token table, which the head is tied to");
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Safetensors file : open) {
      file.close();
    }
  }
}
