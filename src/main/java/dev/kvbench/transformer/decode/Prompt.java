package dev.kvbench.transformer.decode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a generation starts from. */
public final class Prompt {
  private static final Logger LOG = LoggerFactory.getLogger(Prompt.class);

  private final long[][] tokens;
  private final int steps;

  private Prompt(long[][] tokens, int steps) {
    this.tokens = tokens;
    this.steps = steps;
  }

  /** The last blockSize tokens of each sequence; a notice in the log where that cuts something. */
  public static Prompt of(long[][] prompt, int steps, int blockSize) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, not " + steps);
    }
    int given = Math.min(prompt[0].length, blockSize);
    if (given < prompt[0].length) {
      LOG.warn(
          "the prompt of {} tokens is longer than the block: only its last {} are used",
          prompt[0].length,
          given);
    }
    long[][] last = new long[prompt.length][];
    for (int row = 0; row < prompt.length; row++) {
      int length = prompt[row].length;
      if (length == 0 || length != prompt[0].length) {
        throw new IllegalArgumentException(
            "the sequences of a prompt need one length of at least 1; sequence "
                + row
                + " has "
                + length);
      }
      last[row] = java.util.Arrays.copyOfRange(prompt[row], length - given, length);
    }
    return new Prompt(last, steps);
  }

  /** [B][length], each sequence no longer than the block. */
  public long[][] tokens() {
    return tokens;
  }

  public int sequences() {
    return tokens.length;
  }

  public int length() {
    return tokens[0].length;
  }

  /** Tokens of the whole text. */
  public int total() {
    return Math.addExact(length(), steps);
  }
}
