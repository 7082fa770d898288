package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import java.util.Arrays;

/** Text that no model was trained on: the last tenth of a corpus, or what a model writes itself. */
final class HeldOutText {
  /** Fewer have no interval. */
  private static final int FEWEST = 2;

  /** How many stretches are taken where the user does not say. */
  static final int USUAL = 64;

  /** A model writes its stretches side by side, and their windows are in memory together. */
  private static final int MOST_WRITTEN = 1024;

  private HeldOutText() {}

  /**
   * Stretches of the held-out part that do not overlap, spread evenly over it.
   *
   * @param asked how many; null for {@value #USUAL}, or as many as there are
   * @param length tokens of each
   * @return [stretches][length]
   * @throws InputException where the text is too short for them, or has a character that the
   *     vocabulary lacks
   */
  static long[][] stretches(Corpus corpus, CharVocabulary vocabulary, Integer asked, int length) {
    long[] tokens = tokens(corpus, vocabulary);
    int available = tokens.length / length;
    int count = asked == null ? Math.min(USUAL, available) : asked;
    if (count > available || count < FEWEST) {
      throw new InputException(
          String.format(
              "%s: its last tenth, %d characters, has %d stretches of %d characters, and %d are"
                  + " needed; give a longer text, fewer --windows or fewer --sequences",
              corpus.name(), tokens.length, available, length, Math.max(count, FEWEST)));
    }
    long[][] stretches = new long[count][];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * available / count) * length;
      stretches[i] = Arrays.copyOfRange(tokens, from, from + length);
    }
    return stretches;
  }

  /** All of a text that a model has just written; of a file the part it is not trained on. */
  private static long[] tokens(Corpus corpus, CharVocabulary vocabulary) {
    try {
      long[] tokens = vocabulary.encode(corpus.text());
      return corpus.isOfAFile() ? TrainingText.heldOut(tokens) : tokens;
    } catch (IllegalArgumentException e) {
      throw new InputException(
          corpus.name()
              + ": "
              + e.getMessage()
              + " of this checkpoint; give a text in its characters",
          e);
    }
  }

  /**
   * Has the model write a text, without a cache, where there is no corpus. The policies can be held
   * against the uncached arm on it, though its own likelihood says little.
   *
   * @param asked stretches; null for {@value #USUAL}
   * @param length tokens of each
   */
  static Corpus written(Checkpoint model, Integer asked, int length, int seed) {
    int stretches = asked == null ? USUAL : asked;
    if (stretches > MOST_WRITTEN) {
      throw new InputException(
          "--sequences must be at most "
              + MOST_WRITTEN
              + " where the model writes them, not "
              + stretches);
    }
    CharVocabulary vocabulary = model.vocabulary();
    long[][] first = new long[stretches][1];
    Arrays.setAll(first, row -> new long[] {row % vocabulary.size()});
    StringBuilder text = new StringBuilder();
    try (Decoder decoder =
        ScriptDecoder.uncached(model.weights(), ScriptOptions.fastest(Precision.FLOAT32))) {
      long[][] written = decoder.generate(first, length - 1, Sampler.multinomial(1, seed));
      for (int row = 0; row < stretches; row++) {
        text.append(vocabulary.decode(first[row])).append(vocabulary.decode(written[row]));
      }
    }
    return Corpus.ofText("text that the model wrote itself (seed " + seed + ")", text.toString());
  }
}
