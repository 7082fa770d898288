package dev.kvbench.transformer;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A model and the vocabulary that its tokens are of. Owns its weights. */
public final class Checkpoint implements AutoCloseable {
  private static final TransformerConfig BUNDLED = new TransformerConfig(4, 4, 128, 64, 65);
  private static final long SEED = 1337;

  private final Weights weights;
  private final CharVocabulary vocabulary;
  private final Map<String, String> facts;

  private Checkpoint(Weights weights, CharVocabulary vocabulary, Map<String, String> facts) {
    this.weights = weights;
    this.vocabulary = vocabulary;
    this.facts = facts;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static Checkpoint load(Path file, NDManager parent) throws IOException {
    return new Checkpoint(
        WeightsFile.load(file, BUNDLED, parent),
        CharVocabulary.article(),
        Map.of("source", file.getFileName().toString()));
  }

  /** The checkpoint inside the jar: 4 layers, 4 heads, embed 128, block 64, 65 characters. */
  public static Checkpoint bundled(NDManager parent) {
    return new Checkpoint(
        Weights.initialise(BUNDLED, SEED, parent),
        CharVocabulary.article(),
        Map.of("source", "untrained, seed " + SEED));
  }

  /** Its tensors, which are closed with the checkpoint. */
  public Weights weights() {
    return weights;
  }

  /** Characters by token. */
  public CharVocabulary vocabulary() {
    return vocabulary;
  }

  /** Where it comes from. */
  public Map<String, String> facts() {
    return facts;
  }

  @Override
  public void close() {
    weights.close();
  }
}
