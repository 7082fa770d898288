package dev.kvbench.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates tokens with a transformer: one arm of the comparison. Not thread-safe.
 *
 * <p>The text so far lives in one device array, into which each new token is written where it was
 * chosen; the host reads it once, at the end.
 */
public abstract class Decoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

  protected final Transformer transformer;
  protected final KvCache cache;
  protected final int blockSize;
  private final NDManager manager;

  Decoder(Transformer transformer, NDManager manager, KvCache cache) {
    this.transformer = transformer;
    this.blockSize = transformer.config().blockSize();
    this.manager = manager;
    this.cache = cache;
  }

  /** The arm without a cache: the last blockSize tokens are computed anew for each token. */
  public static Decoder uncached(Transformer transformer) {
    NDManager manager = transformer.manager().newSubManager();
    return new UncachedDecoder(transformer, manager, new NoCache(manager));
  }

  /** The arm with a cache of the given policy, for batchSize sequences at once. */
  public static Decoder cached(Transformer transformer, CachePolicy policy, int batchSize) {
    NDManager manager = transformer.manager().newSubManager();
    return new CachedDecoder(
        transformer, manager, policy.newCache(transformer.config(), batchSize, manager));
  }

  /**
   * Logits of the token that follows a text. Between two calls without {@link #reset} the text only
   * grows: a cached arm computes what was added since the last call.
   *
   * @param text [B, n] int64, n ≥ 1
   * @return [B, V], owned by the manager of text
   */
  abstract NDArray nextLogits(NDArray text);

  /**
   * Builds now what decoding a text of so many tokens needs only once. Decoding works without, but
   * the first generation then takes longer.
   */
  public void prepare(int tokens) {
    cache.prepare(Math.min(tokens, blockSize));
  }

  /** Forgets the text, for another one to begin. */
  public void reset() {
    cache.reset();
  }

  /**
   * Continues a prompt by a number of tokens. A prompt longer than the block is cut to its last
   * blockSize tokens, with a notice in the log.
   *
   * @param prompt B sequences of the same length, at least one token each
   * @param steps number of new tokens, at least 1
   * @return the new tokens of each sequence, [B][steps]
   */
  public long[][] generate(long[][] prompt, int steps, Sampler sampler) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, not " + steps);
    }
    int batch = prompt.length;
    int given = Math.min(prompt[0].length, blockSize);
    if (given < prompt[0].length) {
      LOG.warn(
          "the prompt of {} tokens is longer than the block: only its last {} are used",
          prompt[0].length,
          given);
    }
    reset();
    sampler.reset();
    try (NDManager generation = manager.newSubManager()) {
      int total = Math.addExact(given, steps);
      NDArray text = generation.zeros(new Shape(batch, total), DataType.INT64);
      try (NDArray start = generation.create(lastTokens(prompt, given))) {
        Ops.write(text, 1, 0, start);
      }
      for (int length = given; length < total; length++) {
        try (NDManager step = generation.newSubManager();
            NDArray logits = nextLogits(Ops.slice(step, text, 1, 0, length));
            NDArray next = sampler.next(logits)) {
          Ops.write(text, 1, length, next);
        }
      }
      return rows(Ops.slice(generation, text, 1, given, total));
    }
  }

  /**
   * Logits after each token of a text that is fed one token at a time, to compare arms by.
   *
   * @param text B sequences of the same length
   * @return [B][n][V]
   */
  public float[][][] logitsByStep(long[][] text) {
    int length = text[0].length;
    float[][][] all = new float[text.length][length][];
    reset();
    try (NDManager scope = manager.newSubManager()) {
      NDArray tokens = scope.create(text);
      for (int n = 1; n <= length; n++) {
        try (NDManager step = scope.newSubManager()) {
          float[] flat = nextLogits(Ops.slice(step, tokens, 1, 0, n)).toFloatArray();
          for (int row = 0; row < text.length; row++) {
            int width = flat.length / text.length;
            all[row][n - 1] = java.util.Arrays.copyOfRange(flat, row * width, (row + 1) * width);
          }
        }
      }
    }
    return all;
  }

  /** Arrays that this decoder holds on to, scratch arrays of a running step among them. */
  public int managedArrays() {
    return manager.getManagedArrays().size();
  }

  private static long[][] lastTokens(long[][] prompt, int count) {
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
      last[row] = java.util.Arrays.copyOfRange(prompt[row], length - count, length);
    }
    return last;
  }

  private static long[][] rows(NDArray tokens) {
    long[] flat = tokens.toLongArray();
    int batch = (int) tokens.getShape().get(0);
    int width = flat.length / batch;
    long[][] rows = new long[batch][];
    for (int row = 0; row < batch; row++) {
      rows[row] = java.util.Arrays.copyOfRange(flat, row * width, (row + 1) * width);
    }
    return rows;
  }

  @Override
  public void close() {
    cache.close();
    manager.close();
  }
}
