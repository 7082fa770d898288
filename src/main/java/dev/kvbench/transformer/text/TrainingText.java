package dev.kvbench.transformer.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A text to train on, split as the article does: the first nine tenths to learn from, the last
 * tenth held out.
 */
public final class TrainingText {
  private static final long STEP = 0xD1B54A32D192ED03L; // odd, and not the generator's own stride

  private final long[] training;
  private final long[] heldOut;
  private final int blockSize;

  /**
   * Tokens and what follows each.
   *
   * @param tokens [B][T]
   * @param targets [B][T], tokens one place further
   */
  @SuppressWarnings("ArrayRecordComponent") // goes straight to the device
  public record Batch(long[][] tokens, long[][] targets) {}

  /**
   * Splits a text.
   *
   * @throws IllegalArgumentException if a part is too short for one block and its next token
   */
  public TrainingText(long[] tokens, int blockSize) {
    this.heldOut = heldOut(tokens);
    this.training = Arrays.copyOf(tokens, tokens.length - heldOut.length);
    this.blockSize = blockSize;
    if (heldOut.length <= blockSize) {
      throw new IllegalArgumentException(
          String.format(
              "the text of %d tokens is too short: its held-out tenth has %d, and block size %d"
                  + " needs at least %d",
              tokens.length, heldOut.length, blockSize, blockSize + 1));
    }
  }

  /** The tenth of a text's tokens that is held out. */
  public static long[] heldOut(long[] tokens) {
    return Arrays.copyOfRange(tokens, (int) (0.9 * tokens.length), tokens.length);
  }

  /** Random blocks of the training part: of a seed and a step always the same ones. */
  public Batch batch(int size, long seed, int step) {
    SplittableRandom random = new SplittableRandom(31 * seed + STEP * step);
    int[] starts = new int[size];
    for (int i = 0; i < size; i++) {
      starts[i] = random.nextInt(training.length - blockSize);
    }
    return batch(training, starts);
  }

  /**
   * Blocks of the held-out part that do not overlap, in batches.
   *
   * @param most that many, evenly spaced, if there are more
   */
  public List<Batch> heldOut(int size, int most) {
    int all = (heldOut.length - 1) / blockSize;
    int count = Math.min(all, most);
    List<Batch> batches = new ArrayList<>();
    for (int first = 0; first < count; first += size) {
      int[] starts = new int[Math.min(size, count - first)];
      for (int i = 0; i < starts.length; i++) {
        starts[i] = (int) ((long) (first + i) * all / count) * blockSize;
      }
      batches.add(batch(heldOut, starts));
    }
    return batches;
  }

  private Batch batch(long[] text, int[] starts) {
    long[][] tokens = new long[starts.length][];
    long[][] targets = new long[starts.length][];
    for (int i = 0; i < starts.length; i++) {
      tokens[i] = Arrays.copyOfRange(text, starts[i], starts[i] + blockSize);
      targets[i] = Arrays.copyOfRange(text, starts[i] + 1, starts[i] + blockSize + 1);
    }
    return new Batch(tokens, targets);
  }
}
