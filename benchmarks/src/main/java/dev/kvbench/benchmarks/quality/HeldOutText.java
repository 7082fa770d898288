package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.text.CharVocabulary;
import java.util.Arrays;

/** The part of a corpus that no model was trained on: its last tenth, as the article splits it. */
final class HeldOutText {
  private static final double TRAINED_ON = 0.9;

  /** Fewer have no interval. */
  private static final int FEWEST = 2;

  /** How many stretches are taken where the user does not say. */
  static final int USUAL = 64;

  private final String label;
  private final long[] tokens;

  /**
   * A held-out text.
   *
   * @param label the corpus's
   */
  HeldOutText(String label, long[] tokens) {
    this.label = label;
    this.tokens = tokens.clone();
  }

  long[] tokens() {
    return tokens.clone();
  }

  /**
   * The held-out part of a corpus; all of a text that is in no file, for no model was trained on
   * it.
   *
   * @throws InputException for a character that the vocabulary lacks
   */
  static HeldOutText of(Corpus corpus, CharVocabulary vocabulary) {
    long[] tokens = encode(corpus, vocabulary);
    int from = corpus.isOfAFile() ? (int) (TRAINED_ON * tokens.length) : 0;
    return new HeldOutText(corpus.name(), Arrays.copyOfRange(tokens, from, tokens.length));
  }

  private static long[] encode(Corpus corpus, CharVocabulary vocabulary) {
    try {
      return vocabulary.encode(corpus.text());
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
   * Stretches that do not overlap, spread evenly over the text.
   *
   * @param asked how many; null for {@value #USUAL}, or as many as there are
   * @param length tokens of each
   * @return [stretches][length]
   * @throws InputException where the text is too short for them
   */
  long[][] stretches(Integer asked, int length) {
    int available = tokens.length / length;
    int count = asked == null ? Math.min(USUAL, available) : asked;
    if (count > available || count < FEWEST) {
      throw new InputException(
          String.format(
              "%s: its last tenth, %d characters, has %d stretches of %d characters, and %s needed;"
                  + " give a longer text, fewer --windows or fewer --sequences",
              label,
              tokens.length,
              available,
              length,
              asked == null ? FEWEST + " are" : asked + " are"));
    }
    long[][] stretches = new long[count][];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * available / count) * length;
      stretches[i] = Arrays.copyOfRange(tokens, from, from + length);
    }
    return stretches;
  }
}
