package dev.kvbench.transformer.text;

import java.util.Arrays;

/** Turns text into tokens and back. */
public interface Tokeniser extends AutoCloseable {

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

  /** Frees what it holds outside of Java's heap. */
  @Override
  default void close() {}

  /** Decodes tokens that come one by one, after those of a text. */
  default TextStream streamAfter(long[] tokens) {
    return new TextStream(this, tokens);
  }

  /**
   * A text whose tokens come one by one; all that it returns, in order, is the text. (Where bytes
   * are tokens, and one comes that is no UTF-8, those before it stay as they are.)
   */
  final class TextStream {
    private final Tokeniser tokeniser;
    private long[] before; // returned already: what a token is as text can hang on the one before
    private long[] held = {}; // since the last complete character

    private TextStream(Tokeniser tokeniser, long[] before) {
      this.tokeniser = tokeniser;
      this.before = before;
    }

    /**
     * Takes the next token.
     *
     * @return the characters that are complete with it, and have not been returned
     * @throws IllegalArgumentException if there is no such token; then nothing is taken
     */
    public String next(long token) {
      long[] tokens = joined(held, token);
      String text = after(tokens);
      if (text.endsWith("\uFFFD")) {
        held = tokens;
        return "";
      }
      before = text.isEmpty() ? joined(before, tokens) : tokens; // some numbers are no text
      held = new long[0];
      return text;
    }

    /** Ends the text: what is left of a character that no token has completed, as U+FFFD. */
    public String end() {
      return after(held);
    }

    private String after(long[] tokens) {
      String text = tokeniser.decode(joined(before, tokens));
      return text.substring(Math.min(text.length(), tokeniser.decode(before).length()));
    }

    private static long[] joined(long[] tokens, long... more) {
      long[] all = Arrays.copyOf(tokens, tokens.length + more.length);
      System.arraycopy(more, 0, all, tokens.length, more.length);
      return all;
    }
  }
}
