package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.arm.TextModel;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.text.Tokeniser;
import dev.kvbench.transformer.text.TrainingText;
import java.util.Arrays;

/**
 * Text that the article's model was not trained on: the last tenth of a corpus, or what a model
 * writes itself.
 */
final class HeldOutText {
  /** Fewer have no interval. */
  private static final int FEWEST = 2;

  /** A model writes its sequences side by side, and their windows are in memory together. */
  private static final int MAX_GENERATED = 1024;

  private HeldOutText() {}

  /**
   * Sequences of the held-out part that do not overlap, spread evenly over it.
   *
   * @param asked how many; null for the usual number, or as many as there are
   * @param length tokens of each
   * @return [sequences][length]
   * @throws InputException where the text is too short for them, or has a character that the
   *     tokeniser lacks
   */
  static long[][] sequences(Corpus corpus, Tokeniser tokeniser, Integer asked, int length) {
    long[] tokens = tokens(corpus, tokeniser);
    int available = tokens.length / length;
    int count = asked == null ? Math.min(QualityRequest.DEFAULT_SEQUENCES, available) : asked;
    if (count > available || count < FEWEST) {
      throw new InputException(
          String.format(
              "%s: its last tenth, %d tokens, has %d sequences of %d tokens, and %d are"
                  + " needed; give a longer text, fewer --windows or fewer --sequences",
              corpus.name(), tokens.length, available, length, Math.max(count, FEWEST)));
    }
    long[][] sequences = new long[count][];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * available / count) * length;
      sequences[i] = Arrays.copyOfRange(tokens, from, from + length);
    }
    return sequences;
  }

  /** All of a text that a model has just generated; of a file the part it is not trained on. */
  private static long[] tokens(Corpus corpus, Tokeniser tokeniser) {
    try {
      long[] tokens = tokeniser.encode(corpus.text());
      return corpus.isOfAFile() ? TrainingText.heldOut(tokens) : tokens;
    } catch (IllegalArgumentException e) {
      throw new InputException(
          String.format(
              "%s: %s of this model; give a text that it can read", corpus.name(), e.getMessage()),
          e);
    }
  }

  /**
   * Has the article's model write a text, without a cache, where there is no corpus. The policies
   * can be held against the uncached arm on it, though its own likelihood says little.
   *
   * @param asked sequences; null for the usual number
   * @param length tokens of each
   */
  static Corpus generated(TextModel model, Integer asked, int length, int seed) {
    int sequences = asked == null ? QualityRequest.DEFAULT_SEQUENCES : asked;
    if (sequences > MAX_GENERATED) {
      throw new InputException(
          String.format(
              "--sequences must be at most %d where the model writes them, not %d",
              MAX_GENERATED, sequences));
    }
    Tokeniser tokeniser = model.tokeniser();
    long[][] first = new long[sequences][1];
    Arrays.setAll(first, row -> new long[] {row % tokeniser.size()});
    StringBuilder text = new StringBuilder();
    try (Decoder decoder =
        ScriptDecoder.uncached(model.weights(), ScriptOptions.fastest(Precision.FLOAT32))) {
      long[][] generated = decoder.generate(first, length - 1, Sampler.multinomial(1, seed));
      for (int row = 0; row < sequences; row++) {
        text.append(tokeniser.decode(first[row])).append(tokeniser.decode(generated[row]));
      }
    }
    return Corpus.ofText("text that the model wrote itself (seed " + seed + ")", text.toString());
  }
}
