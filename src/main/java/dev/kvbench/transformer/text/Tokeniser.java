package dev.kvbench.transformer.text;

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
    return new TextStream() {
      @Override
      public String next(long token) {
        return decode(new long[] {token});
      }

      @Override
      public String end() {
        return "";
      }
    };
  }

  /** A text whose tokens come one by one; all that it returns, in order, is the text. */
  interface TextStream {
    /**
     * Takes the next token.
     *
     * @return the characters that are complete with it, and have not been returned
     * @throws IllegalArgumentException if there is no such token; then nothing is taken
     */
    String next(long token);

    /** Ends the text: what is left of a character that no token has completed, as U+FFFD. */
    String end();
  }
}
