package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    try (WeightsFile in = WeightsFile.open(file)) {
      Map<String, String> facts = new LinkedHashMap<>(in.metadata());
      CharVocabulary vocabulary;
      TransformerConfig config;
      try {
        if (facts.containsKey(VERSION)) {
          vocabulary = new CharVocabulary(facts.getOrDefault(VOCABULARY, ""));
          config = config(facts, vocabulary.size());
          facts.keySet().removeAll(OWN);
        } else {
          vocabulary = CharVocabulary.article();
          config = StateDict.configOf(in.shapes());
        }
      } catch (IllegalArgumentException e) {
        throw in.problem(e.getMessage());
      }
      if (config.vocabularySize() != vocabulary.size()) {
        throw in.problem(
            String.format(
                "does not say what its %d tokens are; without that it can be the article's %d"
                    + " characters only",
                config.vocabularySize(), vocabulary.size()));
      }
      // Each layer and each head has tensors of its own: more would be a claim to list for ever.
      if ((long) config.layers() * config.heads() > in.shapes().size()) {
        throw in.problem("has fewer tensors than a model of " + config.facts() + " needs");
      }
      return new Checkpoint(in.weights(config, parent), vocabulary, facts);
    }
  }

  private static TransformerConfig config(Map<String, String> metadata, int vocabularySize) {
    if (!"1".equals(metadata.get(VERSION))) {
      throw new IllegalArgumentException(
          "is a checkpoint of version "
              + metadata.get(VERSION)
              + ", and this kvbench knows version 1; use the kvbench that wrote it");
    }
    return new TransformerConfig(
        number(metadata, "layers"),
        number(metadata, "heads"),
        number(metadata, "embedSize"),
        number(metadata, "blockSize"),
        vocabularySize);
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
   * @param training tensors that only a training needs which goes on; their names begin with {@link
   *     #TRAINING}
   * @param half as float16, of half the size
   */
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
