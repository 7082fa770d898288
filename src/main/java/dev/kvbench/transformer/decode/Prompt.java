package dev.kvbench.transformer.decode;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a generation starts from. */
public final class Prompt {
  private static final Logger LOG = LoggerFactory.getLogger(Prompt.class);

  private Prompt() {}

  /**
   * Refuses a text that is not longer than what is kept of it, or that is longer than the window.
   *
   * @param kept tokens; 0 goes with any text
   */
  public static void requireRest(long[][] text, int kept, int window) {
    int length = text[0].length;
    if (kept < 0 || (kept > 0 && (kept >= length || length > window))) {
      throw new IllegalArgumentException(
          String.format(
              "%d tokens cannot be kept of a text of %d: at least one is computed, and the window"
                  + " is %d",
              kept, length, window));
    }
  }

  /**
   * Refuses to keep what a cache does not have any more, or not at its place.
   *
   * @param fed tokens of the text before that it took
   */
  public static void requireKept(int kept, long fed, int window) {
    if (kept > fed || fed > window) {
      throw new IllegalArgumentException(
          "the first %d tokens are not in the cache: it took %d, and has %d slots"
              .formatted(kept, fed, window));
    }
  }

  /**
   * The last blockSize tokens of each sequence, with a notice in the log where that cuts something.
   *
   * @param prompt [B][n], of one length n
   * @param steps new tokens that there will be
   * @return [B][min(n, blockSize)]
   */
  public static long[][] lastTokens(long[][] prompt, int steps, int blockSize) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, not " + steps);
    }
    int length = prompt[0].length;
    for (int row = 0; row < prompt.length; row++) {
      if (length == 0 || prompt[row].length != length) {
        throw new IllegalArgumentException(
            "the sequences of a prompt need one length of at least 1; sequence %d has %d"
                .formatted(row, prompt[row].length));
      }
    }
    Math.addExact(Math.min(length, blockSize), steps); // the text's length is an int
    if (length <= blockSize) {
      return prompt;
    }
    LOG.warn(
        "the prompt of {} tokens is longer than the block: only its last {} are used",
        length,
        blockSize);
    return Arrays.stream(prompt)
        .map(row -> Arrays.copyOfRange(row, length - blockSize, length))
        .toArray(long[][]::new);
  }
}
