package dev.kvbench.transformer.cost;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Floating-point operations and elements read that an arm takes, counted from the model's matrix
 * products (2·m·n·k each). With L layers, width d, queries q, keys k and feed-forward f wide,
 * vocabulary V, block B, w = d·(2q + 2k) + 2·d·f weights in a layer's matrices (3·d·f where there
 * is a gate; 12·d² of GPT-2) and W = L·w + d·V in all, of one sequence:
 *
 * <ul>
 *   <li>a cached token that attends to a slots, by its policy: f_c = 2W + 4·L·q·a;
 *   <li>a pass over T tokens, which is an uncached token over T = min(t, B), or a prompt: f_u(T) =
 *       T·(2W + 4·L·q·T) − (T−1)·(2·d·V + 2·(w − 2·d·k) + 4·q·T), for only the last position goes
 *       through the head and, but for its keys and values, through the last layer; where a cache
 *       has K of them, as many fewer go through all, and attend to all the same;
 *   <li>past the window the mean of the steps after which a policy's work repeats itself, where a
 *       token for which r tokens are computed anew takes f_u(r);
 *   <li>each step reads W elements, and a cached one 2·L·k·a of keys and values.
 * </ul>
 *
 * <p>These are predictions, to compare with measurements, never to be mixed with them.
 */
public final class CostModel {
  private final double matrixWeights;
  private final double attention; // 4·L·q
  private final double cached; // 2·L·k
  private final double leftOut; // by a pass, for each position but the last
  private final double leftOutAttention; // the same, for each position that is attended to
  private final int blockSize;
  private final int window;
  private final int headSize;
  private final Optional<CachePolicy> policy;
  private final Work pastWindow;

  /**
   * The costs of an arm.
   *
   * @param policy of its cache; empty for the uncached arm
   */
  public CostModel(TransformerConfig config, Optional<CachePolicy> policy) {
    this(config, policy, false);
  }

  /**
   * The costs of an arm.
   *
   * @param policy of its cache; empty for the uncached arm
   * @param wholeLastLayer whether all positions go through the last layer, as the article has it
   */
  public CostModel(TransformerConfig config, Optional<CachePolicy> policy, boolean wholeLastLayer) {
    double layers = config.layers();
    double width = config.embedSize();
    double vocabulary = config.vocabularySize();
    double queries = config.querySize();
    double keysValues = 2.0 * config.keyValueSize();
    double others = width * (2 * queries + config.upSize() + config.feedForwardSize());
    this.matrixWeights = layers * (others + width * keysValues) + width * vocabulary;
    this.attention = 4 * layers * queries;
    this.cached = layers * keysValues;
    this.leftOut = 2 * width * vocabulary + (wholeLastLayer ? 0 : 2 * others);
    this.leftOutAttention = wholeLastLayer ? 0 : 4 * queries;
    this.blockSize = config.blockSize();
    this.window = config.window();
    this.headSize = config.headSize();
    this.policy = policy;
    this.pastWindow = policy.map(this::pastWindow).orElseGet(() -> pass(blockSize));
  }

  /** A token past the window, on average over the steps after which the work repeats itself. */
  private Work pastWindow(CachePolicy cache) {
    int period = cache.period(blockSize);
    int refill = cache.refill(blockSize);
    Work all = new Work(0, 0, 0);
    for (int i = 1; i <= period; i++) {
      boolean anew = i == 1 && refill > 0;
      all = all.plus(anew ? pass(refill) : cached(1, cache.attendedSlots(blockSize + i, window)));
    }
    return all.times(1.0 / period);
  }

  /** Steps one after the other that generate a token each, the first at position t (1-based). */
  public Work steps(long t, long steps) {
    long before = t - 1;
    long after = before + steps;
    long past = Math.max(0, after - blockSize) - Math.max(0, before - blockSize);
    return inWindow(after).plus(inWindow(before).times(-1)).plus(pastWindow.times((double) past));
  }

  /** So many tokens generated from a prompt, whose pass gives the first of them. */
  public Work generation(long promptLength, long steps) {
    return promptLength == 1
        ? steps(1, steps)
        : pass(promptLength).plus(steps(promptLength + 1, steps - 1));
  }

  /** One pass over a prompt of so many tokens, no more than the block. */
  public Work pass(long tokens) {
    return pass(tokens, 0);
  }

  /** The same without the first tokens of the prompt, whose keys and values a cache has. */
  public Work pass(long tokens, long kept) {
    long fed = tokens - kept;
    double flops =
        fed * (2 * matrixWeights + attention * tokens)
            - (fed - 1) * (leftOut + leftOutAttention * tokens);
    return new Work(flops, matrixWeights, cached * kept);
  }

  /** The first tokens of a text, as far as they are in the window. */
  private Work inWindow(long tokens) {
    long n = Math.min(tokens, blockSize);
    if (policy.isPresent()) {
      CachePolicy cache = policy.get();
      return cached(
          (double) n,
          LongStream.rangeClosed(1, n).mapToDouble(t -> cache.attendedSlots(t, window)).sum());
    }
    double positions = n * (n + 1) / 2.0;
    double squares = positions * (2 * n + 1) / 3;
    double flops =
        2 * matrixWeights * positions
            + attention * squares
            - leftOut * (positions - n)
            - leftOutAttention * (squares - positions);
    return new Work(flops, n * matrixWeights, 0);
  }

  /** Cached steps that attend to so many slots, all together. */
  private Work cached(double steps, double attended) {
    return new Work(
        2 * matrixWeights * steps + attention * attended, steps * matrixWeights, cached * attended);
  }

  /** Elements of all matrices that a step multiplies by. */
  public double matrixWeights() {
    return matrixWeights;
  }

  /** Bytes that some work reads for so many sequences side by side. */
  public double bytes(Work work, int sequences, Precision precision) {
    return work.matrixElements() * precision.bytes()
        + sequences * cacheBytes(work.cacheElements(), precision);
  }

  /** Bytes of keys and values of one sequence that fills the window; 0 without a cache. */
  public double cacheBytes(Precision precision) {
    return policy.map(cache -> cache.slots(window)).orElse(0) * cacheBytesPerToken(precision);
  }

  private double cacheBytes(double elements, Precision precision) {
    return policy.map(cache -> cache.bytes(elements, headSize, precision)).orElse(0.0);
  }

  /** Bytes of keys and values of one token; 0 without a cache. */
  public double cacheBytesPerToken(Precision precision) {
    return cacheBytes(cached, precision);
  }

  /** The same if every query head had keys and values of its own. */
  public double ungroupedBytesPerToken(Precision precision) {
    return cacheBytes(attention / 2, precision);
  }
}
