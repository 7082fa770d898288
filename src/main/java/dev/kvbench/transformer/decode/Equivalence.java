package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.cache.NoCache;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Compares arms with the uncached model, on the eager engine, where they must agree: in logits,
 * absolutely, and in greedy choices. A causal mask makes one uncached pass over a text yield the
 * logits of every step.
 */
public final class Equivalence {
  /** Tokens that a prompt is continued by, to check what it left in the cache. */
  private static final int CONTINUED = 3;

  /** Numbers: 16 MB. */
  private static final int LOGITS_AT_ONCE = 1 << 22;

  private Equivalence() {}

  /**
   * How far an arm is from the uncached model.
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
      return agrees(Precision.FLOAT32.tolerance());
    }

    /** Whether differences of that size explain all; see {@link Precision#tolerance}. */
    public boolean agrees(double tolerance) {
      return largest() <= tolerance; // false for NaN
    }

    /** Whether they explain the choices, whatever the other logits are. */
    public boolean choicesAgree(double tolerance) {
      return explaining(maxShortfall) <= tolerance;
    }

    /** The least |Δlogit| that explains all. */
    public double largest() {
      return Math.max(maxLogitDifference, explaining(maxShortfall));
    }
  }

  /**
   * The least |Δlogit| that explains a choice which falls short by so much: half of it, for the
   * chosen token's logit may be that much too high, and the best one's that much too low.
   */
  public static double explaining(double shortfall) {
    return shortfall / 2;
  }

  /** The largest of what has been compared so far. */
  private static final class Largest {
    private double difference;
    private double shortfall;
    private double spread;

    void compare(float[] actual, float[] expected) {
      for (int i = 0; i < actual.length; i++) {
        // NaN wins
        difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
      }
      double mean = 0;
      for (float logit : expected) {
        mean += logit / expected.length;
      }
      for (float logit : expected) {
        spread = Math.max(spread, Math.abs(logit - mean));
      }
    }

    void choice(int token, float[] expected) {
      shortfall = Math.max(shortfall, expected[argmax(expected)] - (double) expected[token]);
    }

    Report report(int steps) {
      return new Report(steps, difference, shortfall, spread);
    }
  }

  /**
   * A token to begin each of B sequences with, [B][1]: another in each, or a mix-up of sequences
   * would go unseen.
   */
  public static long[][] firstTokens(int batchSize, TransformerConfig config) {
    long[][] first = new long[batchSize][1];
    Arrays.setAll(first, row -> new long[] {row % config.vocabularySize()});
    return first;
  }

  /**
   * Compares every step of a cached arm that continues {@link #firstTokens} greedily, as far as the
   * window goes.
   *
   * @param reference the model
   * @param cached an arm over the same weights
   */
  public static Report compare(Transformer reference, Decoder cached, int batchSize, int steps) {
    int length = Math.min(steps, reference.config().blockSize());
    long[][] text = greedyText(cached, firstTokens(batchSize, reference.config()), length);
    float[][][] actual = cached.logitsByStep(text);
    float[][][] expected = causalLogits(reference, text);
    Largest largest = new Largest();
    for (int row = 0; row < batchSize; row++) {
      for (int step = 0; step < length; step++) {
        largest.compare(actual[row][step], expected[row][step]);
        if (step + 1 < length) {
          largest.choice((int) text[row][step + 1], expected[row][step]);
        }
      }
    }
    return largest.report(length);
  }

  /**
   * Compares passes over a random text at a few lengths up to the window, the shortest and the
   * longest among them: those of the uncached arm are its steps, those of a cached one its prompts.
   * The arm then generates a few tokens more, which depend on the keys and values that a prompt
   * left behind.
   *
   * @param reference the model
   * @param arm over the same weights
   */
  public static Report comparePasses(Transformer reference, Decoder arm, int batchSize, int steps) {
    int blockSize = reference.config().blockSize();
    int length = Math.min(steps, blockSize);
    long[][] text = randomText(batchSize, length, reference.config());
    float[][][] expected = causalLogits(reference, text);
    Largest largest = new Largest();
    for (int n : new int[] {1, (length + 1) / 2, length}) {
      long[][] prompt = head(text, n);
      float[][] actual = arm.logitsAfter(prompt);
      for (int row = 0; row < batchSize; row++) {
        largest.compare(actual[row], expected[row][n - 1]);
        largest.choice(argmax(actual[row]), expected[row][n - 1]);
      }
      if (n < blockSize) {
        int more = Math.min(CONTINUED, blockSize - n);
        long[][] tokens = arm.generate(prompt, more, Sampler.greedy());
        largest.shortfall = Math.max(largest.shortfall, greedyShortfall(reference, prompt, tokens));
      }
    }
    for (float[][] row : expected) {
      for (float[] step : row) {
        largest.compare(step, step); // of these the spread only
      }
    }
    return largest.report(length);
  }

  /**
   * Compares the logits after a random text of which the cache has some already, and tokens that
   * continue it.
   *
   * @param reference the model
   * @param arm over the same weights
   * @param length of the text, the block at most
   * @param kept tokens of it that the cache has
   */
  public static Report compareKept(
      Transformer reference, Decoder arm, int batchSize, int length, int kept) {
    long[][] text = randomText(batchSize, length, reference.config());
    float[][][] expected = causalLogits(reference, text);
    Largest largest = new Largest();
    arm.logitsAfter(head(text, kept));
    float[][] actual = arm.logitsAfter(text, kept);
    for (int row = 0; row < batchSize; row++) {
      largest.compare(actual[row], expected[row][length - 1]);
      largest.choice(argmax(actual[row]), expected[row][length - 1]);
    }
    arm.resume(text, kept, CONTINUED, Sampler.greedy());
    arm.advance(CONTINUED);
    largest.shortfall =
        Math.max(largest.shortfall, greedyShortfall(reference, text, arm.latest(CONTINUED)));
    return largest.report(length);
  }

  /**
   * Compares the logits after a prompt, which the arm takes in one pass.
   *
   * @param reference the model
   * @param prompt [B][n], n no more than the block's
   */
  public static Report compareAfter(Transformer reference, Decoder arm, long[][] prompt) {
    float[][] actual = arm.logitsAfter(prompt);
    try (NDManager scope = reference.manager().newSubManager();
        KvCache none = new NoCache(reference.config(), scope);
        NDArray tokens = scope.create(prompt);
        NDArray logits = reference.nextLogits(tokens, none)) {
      float[][] expected = EagerDecoder.rows(logits, prompt.length);
      Largest largest = new Largest();
      for (int row = 0; row < prompt.length; row++) {
        largest.compare(actual[row], expected[row]);
        largest.choice(argmax(actual[row]), expected[row]);
      }
      return largest.report(prompt[0].length);
    }
  }

  /**
   * How far greedy choices lie below the best ones by the uncached model, up to the end of the
   * window: 0, or rounding where two tokens tie, for an arm that is exact.
   *
   * @param prompt [B][n]
   * @param tokens [B][steps] that continue it
   */
  public static double greedyShortfall(Transformer transformer, long[][] prompt, long[][] tokens) {
    int given = prompt[0].length;
    int length = Math.min(tokens[0].length, transformer.config().blockSize() - given + 1);
    long[][] text = head(prompt, given + length - 1);
    for (int row = 0; row < prompt.length; row++) {
      System.arraycopy(tokens[row], 0, text[row], given, length - 1);
    }
    Largest largest = new Largest();
    try (NDManager scope = transformer.manager().newSubManager();
        KvCache none = new NoCache(transformer.config(), scope);
        NDArray all = scope.create(text)) {
      int atOnce =
          Math.max(1, LOGITS_AT_ONCE / (transformer.config().vocabularySize() * text.length));
      transformer.logitsInTurns(
          all,
          none,
          atOnce,
          (first, logits) -> {
            float[][][] some = values(logits);
            for (int row = 0; row < text.length; row++) {
              for (int i = Math.max(0, given - 1 - first); i < some[row].length; i++) {
                largest.choice((int) tokens[row][first + i - given + 1], some[row][i]);
              }
            }
          });
    }
    return largest.shortfall;
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** The first tokens of each sequence; zeros after its end. */
  private static long[][] head(long[][] text, int length) {
    return Arrays.stream(text).map(row -> Arrays.copyOf(row, length)).toArray(long[][]::new);
  }

  /** Random tokens, [B][length], the same in every process. */
  private static long[][] randomText(int batchSize, int length, TransformerConfig config) {
    SplittableRandom random = new SplittableRandom(batchSize);
    long[][] text = new long[batchSize][];
    Arrays.setAll(text, row -> random.longs(length, 0, config.vocabularySize()).toArray());
    return text;
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
        KvCache none = new NoCache(transformer.config(), scope);
        NDArray tokens = scope.create(text);
        NDArray logits = transformer.allLogits(tokens, none)) {
      return values(logits);
    }
  }

  /** Of [B, n, V]. */
  private static float[][][] values(NDArray logits) {
    float[] flat = HostRead.floats(logits);
    int batch = (int) logits.getShape().get(0);
    int length = (int) logits.getShape().get(1);
    int width = (int) logits.getShape().get(2);
    float[][][] all = new float[batch][length][width];
    for (int row = 0; row < batch; row++) {
      for (int step = 0; step < length; step++) {
        System.arraycopy(flat, (row * length + step) * width, all[row][step], 0, width);
      }
    }
    return all;
  }
}
