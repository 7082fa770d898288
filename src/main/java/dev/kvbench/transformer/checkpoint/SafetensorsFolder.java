package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.annotations.SerializedName;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Weights in a folder: {@code model.safetensors}, or several safetensors files, the shards, and
 * {@code model.safetensors.index.json}, which says what tensor is in which. The index must say what
 * is there: one that does not is of other files.
 */
class SafetensorsFolder extends WeightsFile {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final List<Safetensors> open = new ArrayList<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** What the index holds. */
  private record Index(@SerializedName("weight_map") Map<String, String> files) {}

  /** Where a tensor is, and what its file calls it. */
  record Place(Safetensors in, String name, Shape shape) {}

  /**
   * Opens the files and reads their headers.
   *
   * @param names gives the model's name of a tensor for the file's; null to pass over it
   * @throws IOException with one line that names the file and what is wrong with it
   */
  SafetensorsFolder(Path folder, UnaryOperator<String> names) throws IOException {
    super(folder);
    Map<String, String> index = index(folder);
    try {
      for (Path shard : files(folder, index)) {
        Safetensors in = new Safetensors(shard);
        open.add(in);
        in.metadata().forEach(metadata::putIfAbsent);
        if (!index.isEmpty()) {
          requireListed(in, shard, index);
        }
        for (Map.Entry<String, Shape> stored : in.shapes().entrySet()) {
          String name = names.apply(stored.getKey());
          Place place = new Place(in, stored.getKey(), stored.getValue());
          if (name != null && places.put(name, place) != null) {
            throw in.problem("tensor " + StateDict.shown(name) + " is there twice");
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The shard must hold the tensors that the index has it hold, and no others. */
  private void requireListed(Safetensors in, Path shard, Map<String, String> index)
      throws IOException {
    String file = shard.getFileName().toString();
    Set<String> listed = new TreeSet<>(index.keySet());
    listed.removeIf(name -> !index.get(name).equals(file));
    Set<String> there = new TreeSet<>(in.shapes().keySet());
    for (String name : there) {
      if (!listed.remove(name)) {
        throw index(
            "tensor " + StateDict.shown(name) + " is in " + file + ", and not listed there");
      }
    }
    if (!listed.isEmpty()) {
      String name = listed.iterator().next();
      throw index("tensor " + StateDict.shown(name) + " is listed in " + file + ", and not there");
    }
  }

  private IOException index(String what) {
    return OneLine.problem(file.resolve(INDEX), "does not fit its files: " + what);
  }

  /**
   * The files that hold the weights.
   *
   * @throws IOException with one line if there are none
   */
  static Set<Path> files(Path folder) throws IOException {
    return files(folder, index(folder));
  }

  private static Set<Path> files(Path folder, Map<String, String> index) {
    Set<Path> files = new TreeSet<>();
    for (String name : index.values()) {
      files.add(folder.resolve(name));
    }
    return index.isEmpty() ? Set.of(folder.resolve(SINGLE)) : files;
  }

  /** The file of each tensor; empty where one file has them all. */
  private static Map<String, String> index(Path folder) throws IOException {
    if (Files.exists(folder.resolve(SINGLE))) {
      return Map.of();
    }
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      throw OneLine.problem(
          folder,
          "has no "
              + SINGLE
              + (Files.exists(folder.resolve("pytorch_model.bin"))
                  ? "; of pytorch_model.bin Transformers makes one: from_pretrained, then"
                      + " save_pretrained"
                  : "; give a folder that has, or a file of weights"));
    }
    String noIndex = "is damaged: it has no weight_map of names and files";
    Map<String, String> names = ConfigFile.json(index, Index.class, noIndex).files;
    if (names == null || names.isEmpty() || names.containsValue(null)) {
      throw OneLine.problem(index, noIndex);
    }
    for (String name : new TreeSet<>(names.values())) {
      if (!name.matches("[\\w.-]+\\.safetensors")) {
        throw OneLine.problem(index, "names a file that is no plain " + SINGLE);
      }
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw OneLine.problem(index, "names " + StateDict.shown(name) + ", which is not there");
      }
    }
    return names;
  }

  /** Whether there are weights in it, whatever is to be said of them. */
  static boolean hasFiles(Path folder) {
    return Files.exists(folder.resolve(SINGLE)) || Files.exists(folder.resolve(INDEX));
  }

  /** Where the tensor of the model's name is; null if there is none. */
  final Place place(String name) {
    return places.get(name);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    places.forEach((name, place) -> shapes.put(name, place.shape));
    return shapes;
  }

  @Override
  NDArray tensor(String name, NDManager manager) throws IOException {
    Place place = places.get(name);
    return place.in.tensor(place.name, manager);
  }

  @Override
  public void close() throws IOException {
    for (Safetensors shard : open) {
      shard.close();
    }
  }
}
