package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Gpt2Folder;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.Gpt2Tokeniser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A GPT-2 with its weights: one that the Hugging Face Hub has, by name, or one in a folder of the
 * user's.
 *
 * <p>A name stands for one revision, whose files are known to the byte. They lie in the cache
 * folder, as {@code REPOSITORY/REVISION/FILE} with {@code --} for the slash in a repository's name.
 */
public final class Gpt2Hub {
  private static final URI HUB = URI.create("https://huggingface.co/");
  private static final int POSITIONS = 1024;

  static final List<Model> MODELS =
      List.of(
          new Model(
              "distilgpt2",
              "distilbert/distilgpt2",
              "2290a62682d06624634c1f46a6ad5be0f47f38aa",
              shape(6, 12, 768),
              json(762, "4ec5947c1d59fee6212cdf3b0ec1a53eac02092554c5ff0a733488cbd2c64f3a"),
              weights(
                  352824413L, "e1ff18884359fe8beb795a5f414feb85a6ce3d929ad019c0d958c039d2b94a1b")),
          new Model(
              "gpt2",
              "openai-community/gpt2",
              "607a30d783dfa663caf39e06633721c8d4cfcd7e",
              shape(12, 12, 768),
              json(665, "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4"),
              weights(
                  548105171L, "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707")),
          new Model(
              "gpt2-medium",
              "openai-community/gpt2-medium",
              "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
              shape(24, 16, 1024),
              json(718, "ef1a44d889ad1a0acc7731c78134f1b87d2d222f110e97dd10fd4117331caf22"),
              weights(
                  1519984962L, "fc5a354a19255ad494f3d71549390baca1ccf61d1d822b9408971705c687c9cd")),
          new Model(
              "gpt2-large",
              "openai-community/gpt2-large",
              "32b71b12589c2f8d625668d2335a01cac3249519",
              shape(36, 20, 1280),
              json(666, "7fccdcfd6622055342a734c663ee0b61ff4fd697f42467595df0bf4448c8c170"),
              weights(
                  3247159078L, "5f47f3e12f91cd33b662ce7e433b6150ad5512b5884a2cee961b50e9c3bbebce")),
          new Model(
              "gpt2-xl",
              "openai-community/gpt2-xl",
              "15ea56dee5df4983c59b2538573817e1667135e2",
              shape(48, 25, 1600),
              json(689, "be48115d52314bc27327e160bf10197760db02ea689d10adb24db4102edf7a8a"),
              weights(
                  6431829964L,
                  "0f8b28eb05a8075f48b61b6f35332978c74fc7763fa9fb4051a1c30511736a6a")));

  /** A file of a revision, to the byte. */
  record Pinned(String name, long length, String sha256) {
    boolean hasLength(Path file) {
      try {
        return Files.isRegularFile(file) && Files.size(file) == length;
      } catch (IOException e) {
        return false; // gone meanwhile
      }
    }
  }

  /** What a name stands for. */
  record Model(
      String name,
      String repository,
      String revision,
      TransformerConfig config,
      Pinned json,
      Pinned weights) {
    List<Pinned> files() {
      return List.of(json, weights);
    }
  }

  private final Optional<Model> model;
  private final Path folder;
  private final URI hub;
  private final Patience patience;

  private Gpt2Hub(Path folder) {
    this.model = Optional.empty();
    this.folder = folder;
    this.hub = HUB;
    this.patience = Patience.USUAL;
  }

  Gpt2Hub(Model model, Path cache, URI hub, Patience patience) {
    this.model = Optional.of(model);
    this.folder = cache.resolve(model.repository().replace("/", "--")).resolve(model.revision());
    this.hub = hub;
    this.patience = patience;
  }

  /**
   * The model that a user means.
   *
   * @param nameOrFolder a name that is known here, also where a folder has it too ({@code ./gpt2}
   *     is the folder then); or a folder
   * @throws InputException with one line that lists the names
   */
  public static Gpt2Hub of(String nameOrFolder) {
    for (Model model : MODELS) {
      if (model.name().equals(nameOrFolder)) {
        return new Gpt2Hub(model, Corpus.cache(), HUB, Patience.USUAL);
      }
    }
    if (!nameOrFolder.isEmpty() && isFolder(nameOrFolder)) {
      return new Gpt2Hub(Path.of(nameOrFolder));
    }
    if (isPath(nameOrFolder)) {
      throw new InputException(
          nameOrFolder + ": no such folder; give one with config.json and model.safetensors");
    }
    throw new InputException(
        "unknown model '"
            + nameOrFolder
            + "'; there are "
            + MODELS.stream().map(Model::name).collect(Collectors.joining(", "))
            + "; or give a folder with config.json and model.safetensors");
  }

  private static boolean isFolder(String name) {
    try {
      return Files.isDirectory(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether it is written as the path of something in a folder, or a file has that name. */
  private static boolean isPath(String name) {
    try {
      Path path = Path.of(name);
      return !name.isEmpty()
          && (path.getNameCount() > 1 || path.isAbsolute() || Files.exists(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether it is a folder of the user's; otherwise there is a model of this name. */
  public boolean isFolder() {
    return model.isEmpty();
  }

  /**
   * The model's shape: of a name without a look at files, of a folder as its config.json says.
   *
   * @throws InputException with one line that says what is wrong with config.json
   */
  public TransformerConfig config() {
    return model.map(Model::config).orElseGet(this::configOfFolder);
  }

  private TransformerConfig configOfFolder() {
    try {
      return Gpt2Folder.config(folder);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** The folder to load it from; of a name only if all its files are there in their length. */
  public Optional<Path> folderIfThere() {
    boolean there =
        model
            .map(known -> known.files().stream().allMatch(file -> file.hasLength(at(file))))
            .orElseGet(() -> Gpt2Folder.hasWeights(folder));
    return there ? Optional.of(folder) : Optional.empty();
  }

  private Path at(Pinned file) {
    return folder.resolve(file.name());
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
      for (Path file : Gpt2Folder.weightFiles(folder)) {
        hashes.add(Sha256.of(file));
      }
      if (model.isPresent() && !hashes.equals(List.of(model.get().weights().sha256()))) {
        throw new InputException(
            at(model.get().weights())
                + ": is not "
                + model.get().name()
                + ", for its SHA-256 is another; generate --model "
                + model.get().name()
                + " fetches it again");
      }
      return String.join(", ", hashes);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /**
   * Makes sure of a name's files: what is missing, or not the file to the byte, is fetched. Of a
   * folder nothing is.
   *
   * @param progress told of fetching, in words
   * @return the folder to load the model from
   * @throws InputException with one line that says how to get a file otherwise
   */
  public Path fetch(Consumer<String> progress) {
    model.ifPresent(known -> fetch(known, progress));
    return folder;
  }

  private void fetch(Model known, Consumer<String> progress) {
    for (Pinned file : known.files()) {
      Download download = download(known, file);
      if (!isThere(file, download)) {
        download.to(at(file), bytes -> progress.accept(words(known, file, bytes)), patience);
      }
    }
    TransformerConfig found = configOfFolder();
    if (!found.equals(known.config())) {
      throw new InputException(
          at(known.json()) + ": is of " + found + ", and not of " + known.name());
    }
  }

  private static String words(Model model, Pinned file, long bytes) {
    String name = "fetching " + model.name() + "'s " + file.name() + ": ";
    return file.length() < 1 << 20
        ? name + bytes + " of " + file.length() + " bytes"
        : name + (bytes >> 20) + " of " + (file.length() >> 20) + " MiB";
  }

  Download download(Model known, Pinned file) {
    URI uri = hub.resolve(known.repository() + "/resolve/" + known.revision() + "/" + file.name());
    return Download.orByHand(
        uri,
        file.length(),
        file.sha256(),
        at(file),
        "pass --model DIR, a folder with both; the other file is "
            + known.files().stream()
                .filter(other -> !other.equals(file))
                .map(other -> other.name() + " (SHA-256 " + other.sha256() + ")")
                .collect(Collectors.joining(", ")));
  }

  private boolean isThere(Pinned file, Download download) {
    try {
      return file.hasLength(at(file)) && Sha256.of(at(file)).equals(file.sha256());
    } catch (IOException e) {
      throw download.unreadable(at(file), e);
    }
  }

  private static TransformerConfig shape(int layers, int heads, int embedSize) {
    return new TransformerConfig(
        ModelFamily.GPT2, layers, heads, embedSize, POSITIONS, Gpt2Tokeniser.SIZE);
  }

  private static Pinned json(long length, String sha256) {
    return new Pinned("config.json", length, sha256);
  }

  private static Pinned weights(long length, String sha256) {
    return new Pinned("model.safetensors", length, sha256);
  }
}
