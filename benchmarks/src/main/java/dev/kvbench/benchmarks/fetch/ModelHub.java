package dev.kvbench.benchmarks.fetch;

import com.google.gson.Gson;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Rope;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pretrained model: a GPT-2 that the Hugging Face Hub has, or a shape without weights, by name;
 * or one in a folder of the user's, which may have no weights.
 *
 * <p>A name stands for one revision, whose files are known to the byte (models.json). They lie in
 * the cache folder, as {@code REPOSITORY/REVISION/FILE} with {@code --} for the slash in a
 * repository's name.
 */
public final class ModelHub {
  private static final String FILES = "config.json and model.safetensors";
  private static final int POSITIONS = 1024;
  private static final int VOCABULARY = 50_257;

  static final List<Model> MODELS = models();

  /** Shapes without weights, by name: what is measured is the same with random ones. */
  private static final Map<String, TransformerConfig> SHAPES =
      Map.of(
          "smollm2-135m",
          new TransformerConfig(
              ModelFamily.LLAMA,
              30,
              9,
              576,
              8192,
              49152,
              new LlamaShape(
                  3, 64, 1536, 8192, new Rope(1e5, 1, null), 1e-5, false, false, false, true)));

  /**
   * A file, to the byte.
   *
   * @param from where the hub has it, if not in the model's revision; else null
   */
  record Pinned(String name, long length, String sha256, String from) {}

  /**
   * What a name stands for.
   *
   * @param files config.json, then the weights, then the tokeniser, which is one for all
   */
  record Model(
      String name,
      String repository,
      String revision,
      int layers,
      int heads,
      int embedSize,
      List<Pinned> files) {

    List<Download> downloads(URI hub, Path folder) {
      String own = repository + "/resolve/" + revision;
      return files.stream()
          .map(
              file ->
                  new Download(
                      name + "'s " + file.name(),
                      hub.resolve(Objects.requireNonNullElse(file.from(), own) + "/" + file.name()),
                      file.length(),
                      file.sha256(),
                      folder.resolve(file.name()),
                      "pass --model DIR, a folder with " + FILES + " and tokenizer.json"))
          .toList();
    }
  }

  /** The names of all models that can be fetched. */
  public static List<String> names() {
    return MODELS.stream().map(Model::name).toList();
  }

  private final Optional<Model> model;
  private final Optional<TransformerConfig> shape;
  private final Path folder; // null of a shape
  private final List<Download> downloads;

  private ModelHub(Path folder, Optional<TransformerConfig> shape) {
    this.model = Optional.empty();
    this.shape = shape;
    this.folder = folder;
    this.downloads = List.of();
  }

  ModelHub(Model model, Path cache, URI hub) {
    this.model = Optional.of(model);
    this.shape = Optional.empty();
    this.folder = cache.resolve(model.repository().replace("/", "--")).resolve(model.revision());
    this.downloads = model.downloads(hub, folder);
  }

  private static List<Model> models() {
    try (Reader reader =
        new InputStreamReader(
            ModelHub.class.getResourceAsStream("models.json"), StandardCharsets.UTF_8)) {
      return List.of(new Gson().fromJson(reader, Model[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The model that a user means.
   *
   * @param nameOrFolder a name that is known here, also where a folder has it too ({@code ./gpt2}
   *     is the folder then); or a folder
   * @throws InputException with one line that lists the names
   */
  public static ModelHub of(String nameOrFolder) {
    for (Model model : MODELS) {
      if (model.name().equals(nameOrFolder)) {
        return new ModelHub(model, Download.cache(), URI.create("https://huggingface.co/"));
      }
    }
    if (SHAPES.containsKey(nameOrFolder)) {
      return new ModelHub(null, Optional.of(SHAPES.get(nameOrFolder)));
    }
    File file = new File(nameOrFolder); // unlike a Path, of any string
    if (file.isDirectory()) {
      return new ModelHub(file.toPath(), Optional.empty());
    }
    if (file.exists() || file.getParent() != null) {
      throw new InputException(nameOrFolder + ": no such folder; give one with " + FILES);
    }
    throw new InputException(
        String.format(
            "unknown model '%s'; there are %s; or give a folder with %s",
            nameOrFolder,
            Stream.concat(names().stream(), SHAPES.keySet().stream())
                .collect(Collectors.joining(", ")),
            FILES));
  }

  /** Whether it is a folder of the user's; otherwise there is a model of this name. */
  public boolean isFolder() {
    return folder != null && model.isEmpty();
  }

  /** Whether it is a shape without weights. */
  public boolean isShape() {
    return shape.isPresent();
  }

  /**
   * Refuses a shape, of which there is nothing to load or fetch.
   *
   * @throws InputException with one line
   */
  public void requireWeights() {
    if (isShape()) {
      throw new InputException(
          "this model is a shape without weights; give a folder with " + FILES);
    }
  }

  /**
   * The model's shape: of a name without a look at files, of a folder as its config.json says.
   *
   * @throws InputException with one line that says what is wrong with config.json
   */
  public TransformerConfig config() {
    if (model.isPresent()) {
      Model known = model.get();
      return new TransformerConfig(
          ModelFamily.GPT2,
          known.layers(),
          known.heads(),
          known.embedSize(),
          POSITIONS,
          VOCABULARY);
    }
    if (shape.isPresent()) {
      return shape.get();
    }
    try {
      return ModelFolder.config(folder);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /**
   * The folder to load it from; of a name only if shape and weights are there in their length. The
   * tokeniser is for text alone.
   */
  public Optional<Path> folderIfThere() {
    boolean there =
        !isShape()
            && (isFolder()
                ? ModelFolder.hasWeights(folder)
                : downloads.stream().limit(2).allMatch(Download::hasLength));
    return there ? Optional.of(folder) : Optional.empty();
  }

  /**
   * The hash of the weights that are there; of a name they must be the pinned ones.
   *
   * @return SHA-256 in lower-case hex, of each file
   * @throws InputException with one line for files of a name that are others
   */
  public String verified() {
    try {
      List<String> hashes = new ArrayList<>();
      for (Path file : ModelFolder.weightFiles(folder)) {
        hashes.add(Sha256.of(file));
      }
      String found = String.join(", ", hashes);
      if (model.isPresent() && !found.equals(downloads.get(1).sha256())) {
        throw new InputException(
            String.format(
                "%s: is not %s, for its SHA-256 is another; generate --model %2$s fetches it again",
                downloads.get(1).file(), model.get().name()));
      }
      return found;
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /**
   * Makes sure of a name's files: what is missing, or not the file to the byte, is fetched. Of a
   * folder nothing is.
   *
   * @param progress is given a line for people while it fetches
   * @return the folder to load the model from
   * @throws InputException with one line that says how to get a file otherwise
   */
  public Path fetch(Consumer<String> progress) {
    return fetch(Download.RetryPolicy.DEFAULT, progress);
  }

  Path fetch(Download.RetryPolicy retries, Consumer<String> progress) {
    requireWeights();
    downloads.forEach(download -> download.fetch(retries, progress));
    return folder;
  }
}
