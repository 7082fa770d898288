package dev.kvbench.transformer.cost;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Optional;

/**
 * Floating-point operations and elements read that an arm takes, counted from the model's matrix
 * products (2·m·n·k each). With L layers, width d, vocabulary V, block B and W = 12·L·d² + d·V
 * weights in matrices, of one sequence:
 *
 * <ul>
 *   <li>a cached token at position t (1-based) attends to a = min(t, B) slots, or to all B where
 *       the policy does not leave empty ones out: f_c(t) = 2W + 4·L·d·a;
 *   <li>past the window of a policy that computes r tokens anew once in p, on average: f = (f_u(r)
 *       + f_c(r + 1) + … + f_c(B)) / p;
 *   <li>an uncached token over T = min(t, B): f_u(T) = T·f_c(T) − 2·d·V·(T−1), the head being
 *       applied to the last position only;
 *   <li>each step reads W elements, and a cached one 2·L·d·a of keys and values.
 * </ul>
 *
 * <p>These are predictions, to compare with measurements, never to be mixed with them.
 */
public final class CostModel {
  private final double matrixWeights;
  private final double attention; // 4·L·d
  private final double head; // 2·d·V
  private final int blockSize;
  private final Optional<CachePolicy> policy;
  private final Work pastWindow;

  /**
   * The costs of an arm.
   *
   * @param policy of its cache; empty for the uncached arm
   */
  public CostModel(TransformerConfig config, Optional<CachePolicy> policy) {
    double layers = config.layers();
    double width = config.embedSize();
    double vocabulary = config.vocabularySize();
    this.matrixWeights = 12 * layers * width * width + width * vocabulary;
    this.attention = 4 * layers * width;
    this.head = 2 * width * vocabulary;
    this.blockSize = config.blockSize();
    this.policy = policy;
    this.pastWindow =
        policy
            .map(cache -> pastWindow(cache.refill(blockSize), cache.period(blockSize)))
            .orElseGet(() -> pass(blockSize));
  }

  /** A token past the window, on average over the steps after which the work repeats itself. */
  private Work pastWindow(int refill, int period) {
    Work step = cached(1, blockSize);
    if (refill == 0) {
      return step;
    }
    double flops = pass(refill).flops();
    for (int t = refill + 1; t <= blockSize; t++) {
      flops += cached(1, t).flops();
    }
    return new Work(flops / period, step.matrixElements(), step.cacheElements());
  }

  /** Steps one after the other that generate a token each, the first at position t (1-based). */
  public Work steps(long t, long steps) {
    long before = t - 1;
    long after = before + steps;
    long past = Math.max(0, after - blockSize) - Math.max(0, before - blockSize);
    return inWindow(after).plus(inWindow(before).times(-1)).plus(pastWindow.times((double) past));
  }

  /** One pass over a prompt of so many tokens, no more than the block. */
  public Work pass(long tokens) {
    double flops = tokens * (2 * matrixWeights + attention * tokens) - head * (tokens - 1);
    return new Work(flops, matrixWeights, 0);
  }

  /** The first tokens of a text, as far as they are in the window. */
  private Work inWindow(long tokens) {
    double n = Math.min(tokens, blockSize);
    double positions = n * (n + 1) / 2;
    if (policy.isPresent()) {
      return cached(n, policy.get().attendsToEmptySlots() ? n * blockSize : positions);
    }
    double squares = n * (n + 1) * (2 * n + 1) / 6;
    double flops = 2 * matrixWeights * positions + attention * squares - head * (positions - n);
    return new Work(flops, n * matrixWeights, 0);
  }

  /** Cached steps that attend to so many slots, all together. */
  private Work cached(double steps, double attended) {
    return new Work(
        2 * matrixWeights * steps + attention * attended,
        steps * matrixWeights,
        attention / 2 * attended);
  }

  /** Elements of all matrices that a step multiplies by. */
  public double matrixWeights() {
    return matrixWeights;
  }

  /** Elements of keys and values of one sequence that fills the window; 0 without a cache. */
  public double cacheElements() {
    return policy.isPresent() ? attention / 2 * blockSize : 0;
  }
}
