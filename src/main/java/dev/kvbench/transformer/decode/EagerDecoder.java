package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.Ops;
import java.util.Arrays;

/**
 * A decoder on the eager engine: Java calls libtorch for every operation.
 *
 * <p>The text so far lives in one device array, into which each new token is written where it was
 * chosen; the host reads it once, at the end.
 */
public abstract class EagerDecoder implements Decoder {
  protected final Transformer transformer;
  protected final KvCache cache;
  protected final int blockSize;
  private final NDManager manager;
  private Sampler sampler;
  private NDArray text; // [B, prompt + steps] int64, begun last
  private int length;

  EagerDecoder(Transformer transformer, NDManager manager, KvCache cache) {
    this.transformer = transformer;
    this.blockSize = transformer.config().blockSize();
    this.manager = manager;
    this.cache = cache;
  }

  /**
   * Logits of the token that follows a text. Between two calls without {@link #reset(int)} the text
   * only grows: a cached arm computes what was added since the last call.
   *
   * @param text [B, n] int64, n ≥ 1
   * @return [B, V], owned by the manager of text
   */
  abstract NDArray nextLogits(NDArray text);

  @Override
  public void prepare(int tokens) {
    cache.prepare(Math.min(tokens, blockSize));
  }

  /** Forgets the text but for what is kept of its first tokens, for another one to begin. */
  void reset(int kept) {
    if (kept > 0) {
      cache.keep(kept);
    } else {
      cache.reset();
    }
    if (text != null) {
      text.close();
      text = null;
    }
  }

  @Override
  public void start(long[][] prompt, int steps, Sampler sampler) {
    start(Prompt.lastTokens(prompt, steps, blockSize), 0, steps, sampler);
  }

  @Override
  public void resume(long[][] prompt, int kept, int steps, Sampler sampler) {
    Prompt.requireRest(prompt, kept, transformer.config().window());
    start(Prompt.lastTokens(prompt, steps, blockSize), kept, steps, sampler);
  }

  private void start(long[][] given, int kept, int steps, Sampler sampler) {
    reset(kept);
    sampler.reset();
    this.sampler = sampler;
    length = given[0].length;
    text = manager.zeros(new Shape(given.length, (long) length + steps), DataType.INT64);
    try (NDArray tokens = manager.create(given)) {
      Ops.write(text, 1, 0, tokens);
    }
  }

  @Override
  public void advance(int tokens) {
    for (int until = length + tokens; length < until; length++) {
      try (NDManager step = manager.newSubManager();
          NDArray logits = nextLogits(Ops.slice(step, text, 1, 0, length));
          NDArray next = sampler.next(logits)) {
        Ops.write(text, 1, length, next);
      }
    }
  }

  @Override
  public long[][] latest(int count) {
    try (NDManager scope = manager.newSubManager()) { // reading a view leaves a copy of it there
      return rows(Ops.slice(scope, text, 1, length - count, length));
    }
  }

  @Override
  public float[][][] logitsByStep(long[][] text) {
    int length = text[0].length;
    float[][][] all = new float[text.length][length][];
    reset(0);
    try (NDManager scope = manager.newSubManager()) {
      NDArray tokens = scope.create(text);
      for (int n = 1; n <= length; n++) {
        try (NDManager step = scope.newSubManager()) {
          float[][] logits = rows(nextLogits(Ops.slice(step, tokens, 1, 0, n)), text.length);
          for (int row = 0; row < text.length; row++) {
            all[row][n - 1] = logits[row];
          }
        }
      }
    }
    return all;
  }

  @Override
  public float[][] logitsAfter(long[][] text, int kept) {
    Prompt.requireRest(text, kept, transformer.config().window());
    reset(kept);
    try (NDManager scope = manager.newSubManager()) {
      return rows(nextLogits(scope.create(text)), text.length);
    }
  }

  public static float[][] rows(NDArray logits, int batch) {
    float[] flat = HostRead.floats(logits);
    int width = flat.length / batch;
    float[][] rows = new float[batch][];
    Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
    return rows;
  }

  private static long[][] rows(NDArray tokens) {
    long[] flat = HostRead.longs(tokens);
    int batch = (int) tokens.getShape().get(0);
    int width = flat.length / batch;
    long[][] rows = new long[batch][];
    Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
    return rows;
  }

  @Override
  public void close() {
    cache.close();
    manager.close();
  }
}
