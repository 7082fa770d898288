package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A trained model in a safetensors file: the article's weights under its names, and in the metadata
 * the model's shape, its vocabulary and where it comes from.
 *
 * <p>Owns its weights: {@link #close()} frees them.
 */
public final class Checkpoint implements AutoCloseable {
  /** Tensors and facts that only a training needs which goes on. */
  public static final String TRAINING = "training.";

  private static final String VERSION = "kvbench";
  private static final String VOCABULARY = "vocabulary";
  private static final Set<String> OWN =
      Set.of("format", VERSION, "layers", "heads", "embedSize", "blockSize", VOCABULARY);
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final String BUNDLED = "shakespeare.safetensors";

  private final Weights weights;
  private final CharVocabulary vocabulary;
  private final Map<String, String> facts;

  private Checkpoint(Weights weights, CharVocabulary vocabulary, Map<String, String> facts) {
    this.weights = weights;
    this.vocabulary = vocabulary;
    this.facts = Collections.unmodifiableMap(facts);
  }

  /**
   * Reads a checkpoint; or a state dict of the article's model, in safetensors or as {@code
   * torch.save} writes it, whose sizes its tensors have and whose vocabulary is the article's.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static Checkpoint load(Path file, NDManager parent) throws IOException {
    if (isOfTorchSave(file)) {
      TransformerConfig config = config(file, StateDictFile.shapes(file));
      return new Checkpoint(
          StateDictFile.load(file, config, parent), CharVocabulary.article(), Map.of());
    }
    try (Safetensors in = new Safetensors(file)) {
      return load(file, in, parent);
    }
  }

  /** A zip; or a bare pickle, of which its reader says what to do. */
  private static boolean isOfTorchSave(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false; // and the reader says so
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(9);
      boolean pickle =
          begin.length > 2
              && begin[0] == (byte) 0x80 // opcode PROTO, or a safetensors header of that length
              && begin[1] <= 5
              && !(begin.length == 9 && begin[8] == '{');
      return pickle || Arrays.equals(begin, 0, Math.min(4, begin.length), ZIP, 0, ZIP.length);
    }
  }

  /** Of the article's model and vocabulary, for a file that says neither. */
  private static TransformerConfig config(Path file, Map<String, Shape> shapes) throws IOException {
    TransformerConfig config;
    try {
      config = StateDict.configOf(shapes);
    } catch (IllegalArgumentException e) {
      throw StateDict.problem(file, e.getMessage());
    }
    int known = CharVocabulary.article().size();
    if (config.vocabularySize() != known) {
      throw StateDict.problem(
          file,
          "does not say what its "
              + config.vocabularySize()
              + " tokens are; without that it can be the article's "
              + known
              + " characters only");
    }
    return config;
  }

  private static Checkpoint load(Path file, Safetensors in, NDManager parent) throws IOException {
    Map<String, String> metadata = in.metadata();
    if (!metadata.containsKey(VERSION)) {
      TransformerConfig config = config(file, WeightsFile.shapes(in));
      return new Checkpoint(
          WeightsFile.load(file, in, config, parent), CharVocabulary.article(), metadata);
    }
    if (!"1".equals(metadata.get(VERSION))) {
      throw StateDict.problem(
          file,
          "is a checkpoint of version "
              + metadata.get(VERSION)
              + ", and this kvbench knows version 1; use the kvbench that wrote it");
    }
    CharVocabulary vocabulary;
    TransformerConfig config;
    try {
      vocabulary = new CharVocabulary(metadata.getOrDefault(VOCABULARY, ""));
      config =
          new TransformerConfig(
              number(metadata, "layers"),
              number(metadata, "heads"),
              number(metadata, "embedSize"),
              number(metadata, "blockSize"),
              vocabulary.size());
    } catch (IllegalArgumentException e) {
      throw StateDict.problem(file, "is a damaged checkpoint: " + e.getMessage());
    }
    // Each layer and each head has tensors of its own: more would be a claim to list for ever.
    if ((long) config.layers() * config.heads() > in.entries().size()) {
      throw StateDict.problem(
          file, "is a damaged checkpoint: it has fewer tensors than " + config + " needs");
    }
    Weights weights = WeightsFile.load(file, in, config, parent);
    Map<String, String> facts = new LinkedHashMap<>(metadata);
    facts.keySet().removeAll(OWN);
    return new Checkpoint(weights, vocabulary, facts);
  }

  private static int number(Map<String, String> metadata, String name) {
    String value = metadata.get(name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + value + "', not a number", e);
    }
  }

  /**
   * The small trained model inside the jar: 4 layers, 4 heads, embed 128, block 64, 65 characters.
   */
  public static Checkpoint bundled(NDManager parent) throws IOException {
    Path file = Files.createTempFile("kvbench", ".safetensors");
    try (InputStream in = Checkpoint.class.getResourceAsStream(BUNDLED)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return load(file, parent);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Writes a checkpoint, whole or not at all.
   *
   * @param facts where the weights come from; any names but those of the model's shape
   * @param half as float16, of half the size
   */
  public static void save(
      Path file,
      Weights weights,
      CharVocabulary vocabulary,
      Map<String, String> facts,
      boolean half)
      throws IOException {
    save(file, weights, vocabulary, facts, Map.of(), half);
  }

  public static void save(
      Path file,
      Weights weights,
      CharVocabulary vocabulary,
      Map<String, String> facts,
      Map<String, NDArray> training,
      boolean half)
      throws IOException {
    TransformerConfig config = weights.config();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt"); // whose layout the tensors have; some readers ask for it
    metadata.put(VERSION, "1");
    metadata.putAll(config.facts());
    metadata.put(VOCABULARY, vocabulary.characters());
    facts.forEach(metadata::putIfAbsent);
    Map<String, NDArray> tensors = new LinkedHashMap<>(weights.tensors());
    tensors.putAll(training);
    Safetensors.write(file, metadata, tensors, half);
  }

  public Weights weights() {
    return weights;
  }

  public CharVocabulary vocabulary() {
    return vocabulary;
  }

  /** Where the weights come from, by name, in the file's order. */
  public Map<String, String> facts() {
    return facts;
  }

  @Override
  public void close() {
    weights.close();
  }
}
