package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A GPT-2 in a folder as Hugging Face's {@code save_pretrained} leaves it: {@code config.json} and
 * {@code model.safetensors}, or several safetensors files and {@code model.safetensors.index.json}.
 * Names may begin with {@code transformer.}; buffers of the causal mask are passed over.
 */
public final class Gpt2Folder {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final long LARGEST_INDEX = 16 << 20; // bytes
  private static final String PREFIX = "transformer.";
  private static final String UNTIED_HEAD = "lm_head.weight";

  private Gpt2Folder() {}

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
    return new TreeSet<>(files(folder).values());
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
    Map<String, Path> files = files(folder);
    Map<Path, Safetensors> open = new LinkedHashMap<>();
    NDManager manager = parent.newSubManager();
    try {
      for (Path file : new TreeSet<>(files.values())) {
        open.put(file, new Safetensors(file));
      }
      return new Weights(config, manager, tensors(folder, config, open, manager));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    } finally {
      for (Safetensors file : open.values()) {
        file.close();
      }
    }
  }

  private record Place(Path file, String name) {}

  private static Map<String, NDArray> tensors(
      Path folder, TransformerConfig config, Map<Path, Safetensors> open, NDManager manager)
      throws IOException {
    Map<String, Place> places = new LinkedHashMap<>();
    Map<String, Shape> found = new LinkedHashMap<>();
    for (Map.Entry<Path, Safetensors> file : open.entrySet()) {
      for (Map.Entry<String, Safetensors.Entry> entry : file.getValue().entries().entrySet()) {
        String stored = entry.getKey();
        String name = stored.startsWith(PREFIX) ? stored.substring(PREFIX.length()) : stored;
        if (name.matches("h\\.\\d+\\.attn\\.(masked_)?bias")) {
          continue; // the causal mask, and what it fills in
        }
        if (places.put(name, new Place(file.getKey(), stored)) != null) {
          throw StateDict.problem(
              file.getKey(), "tensor " + StateDict.shown(name) + " is there twice");
        }
        found.put(name, entry.getValue().shape());
      }
    }
    Shape untied = found.remove(UNTIED_HEAD);
    Map<String, Shape> model = Weights.shapes(config);
    try {
      StateDict.requireModel(folder, found, model);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; its config.json says " + sizes(config), e);
    }
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (String name : model.keySet()) {
      Place place = places.get(name);
      tensors.put(name, open.get(place.file()).inPlace(place.name(), manager));
    }
    if (untied != null) {
      Place place = places.get(UNTIED_HEAD);
      requireTied(place, open.get(place.file()), tensors.get("wte.weight"), manager);
    }
    return tensors;
  }

  /** As config.json names them. */
  private static String sizes(TransformerConfig config) {
    return String.format(
        "n_layer %d, n_embd %d, n_positions %d, vocab_size %d",
        config.layers(), config.embedSize(), config.blockSize(), config.vocabularySize());
  }

  /** A file may have the head's weight again, but not another one. */
  private static void requireTied(Place place, Safetensors file, NDArray table, NDManager manager)
      throws IOException {
    try (NDArray head = file.inPlace(place.name(), manager)) {
      if (!head.getShape().equals(table.getShape()) || !head.contentEquals(table)) {
        throw StateDict.problem(
            place.file(), UNTIED_HEAD + " is not the token table, which GPT-2's head is tied to");
      }
    }
  }

  /** The files of the weights, by what the index calls each tensor; or the one there is. */
  private static Map<String, Path> files(Path folder) throws IOException {
    Path single = folder.resolve(SINGLE);
    if (Files.exists(single)) {
      return Map.of("", single);
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
    StateDict.requireFile(index);
    if (Files.size(index) > LARGEST_INDEX) {
      throw StateDict.problem(index, "is too large for an index");
    }
    Map<String, Path> files = new LinkedHashMap<>();
    try {
      JsonObject map =
          JsonParser.parseString(Files.readString(index))
              .getAsJsonObject()
              .getAsJsonObject("weight_map");
      for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
        String name = entry.getValue().getAsString();
        if (!name.matches("[\\w.-]+\\.safetensors")) {
          throw StateDict.problem(index, "names a file that is no plain " + SINGLE);
        }
        files.put(entry.getKey(), folder.resolve(name));
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException
        | java.nio.charset.CharacterCodingException e) {
      throw StateDict.problem(index, "is damaged: it has no weight_map of names and files");
    }
    return files;
  }
}
