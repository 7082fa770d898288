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
 * A GPT-2 in a folder as Hugging Face's {@code save_pretrained} leaves it: {@code config.json} and
 * {@code model.safetensors}, or several safetensors files and {@code model.safetensors.index.json}.
 * Names may begin with {@code transformer.}; buffers of the causal mask are passed over.
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

  private Gpt2Folder(Path folder) throws IOException {
    super(folder);
    try {
      for (Path file : weightFiles(folder)) {
        Safetensors in = new Safetensors(file);
        open.add(in);
        for (Map.Entry<String, Shape> stored : in.shapes().entrySet()) {
          String name = stored.getKey().replaceFirst("^transformer\\.", "");
          Place place = new Place(in, stored.getKey(), stored.getValue());
          if (!isMask(name) && places.put(name, place) != null) {
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
    return Gpt2Config.read(folder.resolve("config.json"));
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
    Map<String, String> names = Gpt2Config.json(index, Index.class, noIndex).files;
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

  private static boolean isMask(String name) { // or what a mask fills in
    return name.matches("h\\.\\d+\\.attn\\.(masked_)?bias");
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    places.forEach((name, place) -> shapes.put(name, place.shape));
    shapes.remove(UNTIED_HEAD);
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
    if (place == null) {
      return;
    }
    try (NDArray head = tensor(UNTIED_HEAD, manager)) {
      if (!head.getShape().equals(table.getShape()) || !head.contentEquals(table)) {
        throw place.in.problem(
            UNTIED_HEAD + " is not the token table, which GPT-2's head is tied to");
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
