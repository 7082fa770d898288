package dev.kvbench.transformer.text;

import java.util.Arrays;

/** Turns text into tokens and back. */
public interface Tokeniser {

  /** Number of different tokens: they are {@code 0 … size-1}. */
  int size();

  /**
   * Turns a text into tokens.
   *
   * @throws IllegalArgumentException with one line that says what of it there are no tokens for
   */
  long[] encode(String text);

  /**
   * Turns tokens back into text.
   *
   * @throws IllegalArgumentException naming the first token outside of {@code 0 … size-1}
   */
  String decode(long[] tokens);

  /**
   * A token as an int.
   *
   * @throws IllegalArgumentException naming the token if there is no such one
   */
  default int index(long token) {
    if (token < 0 || token >= size()) {
      throw new IllegalArgumentException(
          "token " + token + " is outside of the vocabulary 0…" + (size() - 1));
    }
    return (int) token;
  }

  /** Decodes tokens that come one by one, from the first. */
  default TextStream stream() {
    return new TextStream(this);
  }

  /** A text whose tokens come one by one; all that it returns, in order, is the text. */
  final class TextStream {
    private final Tokeniser tokeniser;
    private long[] held = {}; // since the last complete character

    private TextStream(Tokeniser tokeniser) {
      this.tokeniser = tokeniser;
    }

    /**
     * Takes the next token.
     *
     * @return the characters that are complete with it, and have not been returned
     * @throws IllegalArgumentException if there is no such token; then nothing is taken
     */
    public String next(long token) {
      long[] tokens = Arrays.copyOf(held, held.length + 1);
      tokens[held.length] = token;
      String text = tokeniser.decode(tokens);
      boolean complete = !text.endsWith("\uFFFD");
      held = complete ? new long[0] : tokens;
      return complete ? text : "";
    }

    /** Ends the text: what is left of a character that no token has completed, as U+FFFD. */
    public String end() {
      return tokeniser.decode(held);
    }
  }
}
