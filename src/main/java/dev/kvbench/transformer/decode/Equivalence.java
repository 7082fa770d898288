package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.cache.NoCache;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;

/** Compares a cached arm with the uncached one where they must agree. */
public final class Equivalence {
  /** Largest difference of logits that fp32 rounding explains, absolute. */
  public static final double TOLERANCE = 1e-4;

  /** Tokens that a prompt is continued by, to look at what it left in the cache. */
  private static final int AFTER = 3;

  /** Numbers: 16 MB. */
  private static final int LOGITS_AT_ONCE = 1 << 22;

  private Equivalence() {}

  /**
   * A token to begin each of B sequences with, [B][1]: another in each, or a mix-up of sequences
   * would go unseen.
   */
  public static long[][] firstTokens(int batchSize, TransformerConfig config) {
    long[][] first = new long[batchSize][1];
    for (int row = 0; row < batchSize; row++) {
      first[row][0] = row % config.vocabularySize();
    }
    return first;
  }

  /**
   * How far a cached arm is from the uncached one.
   *
   * @param steps tokens compared, the window at most
   * @param maxLogitDifference largest |Δlogit| over all of them
   * @param maxShortfall how far the logit of a token that the arm chose lies below the best one, by
   *     the uncached model, at most
   * @param spread how far a logit of the uncached model is from the mean of its position, at most:
   *     rounding grows with it
   */
  public record Report(int steps, double maxLogitDifference, double maxShortfall, double spread) {
    /** Whether float32 rounding alone explains the differences. */
    public boolean agrees() {
      return agrees(TOLERANCE);
    }

    /** Whether differences of that size explain all; see {@link Precision#tolerance}. */
    public boolean agrees(double tolerance) {
      return maxLogitDifference <= tolerance && maxShortfall <= tolerance; // false for NaN
    }
  }

  /**
   * Lets a cached arm continue {@link #firstTokens} greedily, as far as the window goes, and holds
   * its logits and its choice of every step against the uncached logits of the same text. A causal
   * mask makes one uncached pass over the text yield those of every step.
   *
   * @param reference the model, on the eager engine
   * @param cached an arm over the same weights
   */
  public static Report compare(Transformer reference, Decoder cached, int batchSize, int steps) {
    int length = Math.min(steps, reference.config().blockSize());
    long[][] text = greedyText(cached, firstTokens(batchSize, reference.config()), length);
    float[][][] actual = cached.logitsByStep(text);
    float[][][] expected = causalLogits(reference, text);
    double max = 0;
    for (int row = 0; row < batchSize; row++) {
      for (int step = 0; step < length; step++) {
        max = Math.max(max, maxDifference(actual[row][step], expected[row][step]));
      }
    }
    return new Report(length, max, shortfall(expected, tail(text)), spread(expected));
  }

  /**
   * Lets an arm take a text at once, the uncached one as at every step, a cached one as a prompt,
   * at a few lengths up to the window, the shortest and the longest among them, and holds its
   * logits against those of one uncached pass over the whole text. Then it goes on from there, so
   * that keys and values that a prompt has left behind are looked at too: its choices must be the
   * best, or as good, by the uncached model.
   *
   * @param reference the model, on the eager engine
   * @param arm over the same weights
   */
  public static Report comparePasses(Transformer reference, Decoder arm, int batchSize, int steps) {
    int length = Math.min(steps, reference.config().blockSize());
    try (Decoder cached = Decoder.cached(reference, CachePolicy.GROWING, batchSize)) {
      long[][] text =
          greedyText(
              cached,
              firstTokens(batchSize, reference.config()),
              length); // quickly, to have some text
      float[][][] expected = causalLogits(reference, text);
      double max = 0;
      double shortfall = 0;
      for (int n : new int[] {1, (length + 1) / 2, length}) {
        float[][] actual = arm.logitsAfter(head(text, n));
        for (int row = 0; row < batchSize; row++) {
          float[] right = expected[row][n - 1];
          max = Math.max(max, maxDifference(actual[row], right));
          shortfall = Math.max(shortfall, shortfall(right, argmax(actual[row])));
        }
        int room = reference.config().blockSize() - n;
        if (room > 0) {
          long[][] more = arm.generate(head(text, n), Math.min(AFTER, room), Sampler.greedy());
          shortfall = Math.max(shortfall, greedyShortfall(reference, head(text, n), more));
        }
      }
      return new Report(length, max, shortfall, spread(expected));
    }
  }

  /**
   * Lets an arm take a prompt at once, and holds its logits after it against the model's.
   *
   * @param reference the model, on the eager engine
   * @param prompt [B][n], n no more than the block's
   */
  public static Report compareAfter(Transformer reference, Decoder arm, long[][] prompt) {
    float[][] actual = arm.logitsAfter(prompt);
    try (NDManager scope = reference.manager().newSubManager();
        KvCache none = new NoCache(scope);
        NDArray tokens = scope.create(prompt);
        NDArray logits = reference.nextLogits(tokens, none)) {
      float[][] expected = EagerDecoder.rows(logits, prompt.length);
      double max = 0;
      double shortfall = 0;
      for (int row = 0; row < prompt.length; row++) {
        max = Math.max(max, maxDifference(actual[row], expected[row]));
        shortfall = Math.max(shortfall, shortfall(expected[row], argmax(actual[row])));
      }
      return new Report(prompt[0].length, max, shortfall, spread(new float[][][] {expected}));
    }
  }

  /**
   * How far greedy choices lie below the best ones by the uncached model, up to the end of the
   * window: 0, or rounding where two tokens tie, for an arm that is exact.
   *
   * @param prompt B sequences of the same length, below the block's
   * @param tokens what an arm made of them, [B][steps]
   * @return largest difference of logits; NaN if there is one among the logits
   */
  public static double greedyShortfall(Transformer transformer, long[][] prompt, long[][] tokens) {
    int given = prompt[0].length;
    int length = Math.min(tokens[0].length, transformer.config().blockSize() - given + 1);
    long[][] text = new long[prompt.length][];
    long[][] chosen = new long[prompt.length][];
    for (int row = 0; row < prompt.length; row++) {
      text[row] = java.util.Arrays.copyOf(prompt[row], given + length - 1);
      System.arraycopy(tokens[row], 0, text[row], given, length - 1);
      chosen[row] = java.util.Arrays.copyOf(tokens[row], length);
    }
    double[] max = {0};
    try (NDManager scope = transformer.manager().newSubManager();
        KvCache none = new NoCache(scope);
        NDArray all = scope.create(text)) {
      int width = transformer.config().vocabularySize();
      int atOnce = Math.max(1, LOGITS_AT_ONCE / (width * text.length));
      transformer.logitsInTurns(
          all,
          none,
          atOnce,
          (first, logits) -> max[0] = Math.max(max[0], shortfall(logits, first, given, chosen)));
    }
    return max[0];
  }

  /** Of the choices made after positions first, first + 1, …, of which logits [B, n, V] are. */
  private static double shortfall(NDArray logits, int first, int given, long[][] chosen) {
    int positions = (int) logits.getShape().get(1);
    int width = (int) logits.getShape().get(2);
    float[] flat = HostRead.floats(logits);
    double max = 0;
    for (int row = 0; row < chosen.length; row++) {
      for (int i = Math.max(0, given - 1 - first); i < positions; i++) {
        int from = (row * positions + i) * width;
        float[] here = java.util.Arrays.copyOfRange(flat, from, from + width);
        max = Math.max(max, shortfall(here, (int) chosen[row][first + i - given + 1]));
      }
    }
    return max;
  }

  private static double spread(float[][][] logits) {
    double spread = 0;
    for (float[][] row : logits) {
      for (float[] step : row) {
        double mean = 0;
        for (float logit : step) {
          mean += logit / step.length;
        }
        for (float logit : step) {
          spread = Math.max(spread, Math.abs(logit - mean));
        }
      }
    }
    return spread;
  }

  /** As {@link #greedyShortfall}; logits [B][n][V] and the tokens chosen from the first of them. */
  private static double shortfall(float[][][] logits, long[][] chosen) {
    double max = 0;
    for (int row = 0; row < chosen.length; row++) {
      for (int step = 0; step < chosen[row].length; step++) {
        max = Math.max(max, shortfall(logits[row][step], (int) chosen[row][step]));
      }
    }
    return max;
  }

  /** The first tokens of each sequence. */
  private static long[][] head(long[][] text, int length) {
    return java.util.Arrays.stream(text)
        .map(row -> java.util.Arrays.copyOf(row, length))
        .toArray(long[][]::new);
  }

  private static double shortfall(float[] logits, int chosen) {
    double best = Double.NEGATIVE_INFINITY;
    for (float value : logits) {
      best = Math.max(best, value);
    }
    return best - logits[chosen];
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** Without the first token of each sequence. */
  private static long[][] tail(long[][] text) {
    return java.util.Arrays.stream(text)
        .map(row -> java.util.Arrays.copyOfRange(row, 1, row.length))
        .toArray(long[][]::new);
  }

  /** First tokens and what the decoder greedily makes of them, [B][length]. */
  private static long[][] greedyText(Decoder decoder, long[][] first, int length) {
    if (length == 1) {
      return first;
    }
    long[][] text = head(first, length);
    long[][] tokens = decoder.generate(first, length - 1, Sampler.greedy());
    for (int row = 0; row < text.length; row++) {
      System.arraycopy(tokens[row], 0, text[row], 1, length - 1);
    }
    return text;
  }

  /** Uncached logits of every step of a text no longer than the block, [B][n][V]. */
  static float[][][] causalLogits(Transformer transformer, long[][] text) {
    try (NDManager scope = transformer.manager().newSubManager();
        KvCache none = new NoCache(scope);
        NDArray tokens = scope.create(text);
        NDArray logits = transformer.allLogits(tokens, none)) {
      float[] flat = HostRead.floats(logits);
      int length = text[0].length;
      int width = transformer.config().vocabularySize();
      float[][][] all = new float[text.length][length][width];
      for (int row = 0; row < text.length; row++) {
        for (int step = 0; step < length; step++) {
          System.arraycopy(flat, (row * length + step) * width, all[row][step], 0, width);
        }
      }
      return all;
    }
  }

  private static double maxDifference(float[] a, float[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs((double) a[i] - b[i])); // a NaN wins, and is seen
    }
    return max;
  }
}
