package dev.kvbench.transformer.cost;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * Floating-point operations that decoding takes, counted from the model's matrix products (2·m·n·k
 * each). With L layers, width d, vocabulary V, block B and W = 12·L·d² + d·V weights in matrices:
 *
 * <ul>
 *   <li>a cached token at position t (1-based): f_c(t) = 2W + 4·L·d·min(t, B);
 *   <li>a token past the window of a cache that drops S = ⌈B / 2⌉ tokens and computes the others
 *       and the new one anew, r = B − S + 1 of them, once in S tokens: f_h = (f_u(r) + f_c(r + 1) +
 *       … + f_c(B)) / S;
 *   <li>an uncached token over T = min(t, B): f_u(T) = T·f_c(T) − 2·d·V·(T−1), the head being
 *       applied to the last position only.
 * </ul>
 *
 * <p>These are predictions, to set beside measurements and never to be mixed with them.
 */
public final class CostModel {
  private final double matrixWeights;
  private final double attention; // 4·L·d
  private final double head; // 2·d·V
  private final int blockSize;

  public CostModel(TransformerConfig config) {
    double layers = config.layers();
    double width = config.embedSize();
    double vocabulary = config.vocabularySize();
    this.matrixWeights = 12 * layers * width * width + width * vocabulary;
    this.attention = 4 * layers * width;
    this.head = 2 * width * vocabulary;
    this.blockSize = config.blockSize();
  }

  /** FLOPs of the cached step that sees t tokens, its own among them; one sequence. */
  public double cachedToken(long t) {
    return 2 * matrixWeights + attention * Math.min(t, blockSize);
  }

  /** FLOPs of the step of the article's published cache, which attends to every slot. */
  public double publishedToken() {
    return 2 * matrixWeights + attention * blockSize;
  }

  /** FLOPs of a step past the window of a cache that hops, on average over its period. */
  public double hopToken() {
    int dropped = (blockSize + 1) / 2;
    int refilled = blockSize - dropped + 1;
    double steps = 0;
    for (int t = refilled + 1; t <= blockSize; t++) {
      steps += cachedToken(t);
    }
    return (uncachedToken(refilled) + steps) / dropped;
  }

  /** FLOPs of the uncached step that sees t tokens; one sequence. */
  public double uncachedToken(long t) {
    double window = Math.min(t, blockSize);
    return window * cachedToken(t) - head * (window - 1);
  }

  /** FLOPs of steps new tokens from a prompt of one token, cached; one sequence. */
  public double cached(long steps) {
    double inWindow = Math.min(steps, blockSize);
    double sum = 2 * matrixWeights * inWindow + attention * inWindow * (inWindow + 1) / 2;
    return sum + (steps - inWindow) * cachedToken(blockSize);
  }

  /** As {@link #cached(long)}, of a policy: some attend to empty slots or compute anew. */
  public double cached(CachePolicy policy, long steps) {
    return switch (policy) {
      case ARTICLE -> steps * publishedToken();
      case HOP -> {
        long past = Math.max(0, steps - blockSize);
        yield cached(steps) + past * (hopToken() - cachedToken(blockSize));
      }
      default -> cached(steps);
    };
  }

  /** FLOPs of steps new tokens from a prompt of one token, uncached; one sequence. */
  public double uncached(long steps) {
    double n = Math.min(steps, blockSize);
    double tokens = n * (n + 1) / 2;
    double squares = n * (n + 1) * (2 * n + 1) / 6;
    double sum = 2 * matrixWeights * tokens + attention * squares - head * (tokens - n);
    return sum + (steps - n) * uncachedToken(blockSize);
  }

  /** FLOPs of cached steps one after the other, the first of which sees t tokens; one sequence. */
  public double cachedSteps(long t, long steps) {
    double sum = 0;
    for (long i = 0; i < steps; i++) {
      sum += cachedToken(t + i);
    }
    return sum;
  }

  /** FLOPs of uncached steps one after the other, the first of which sees t tokens. */
  public double uncachedSteps(long t, long steps) {
    double sum = 0;
    for (long i = 0; i < steps; i++) {
      sum += uncachedToken(t + i);
    }
    return sum;
  }

  /** Elements read by cached steps one after the other, the first of which sees t tokens. */
  public double cachedStepElements(long t, long steps) {
    double attended = 0;
    for (long i = 0; i < steps; i++) {
      attended += Math.min(t + i, blockSize);
    }
    return steps * matrixWeights + cacheElementsPerToken() * attended;
  }

  /** Elements of all matrices that a step multiplies by: 12·L·d² + d·V. */
  public double matrixWeights() {
    return matrixWeights;
  }

  /** Elements of keys and values that one token adds to the cache of one sequence: 2·L·d. */
  public double cacheElementsPerToken() {
    return attention / 2;
  }

  /**
   * Elements read by steps new tokens from a prompt of one token, cached: all matrices for each
   * token, and the keys and values attended to of each sequence.
   */
  public double cachedElements(long steps, int batchSize) {
    double inWindow = Math.min(steps, blockSize);
    double attended = inWindow * (inWindow + 1) / 2 + (steps - inWindow) * blockSize;
    return steps * matrixWeights + batchSize * cacheElementsPerToken() * attended;
  }
}
