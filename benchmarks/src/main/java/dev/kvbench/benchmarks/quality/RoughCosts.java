package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.RoughCost;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times a token past the window, arm after arm, round after round, every other round in reverse, so
 * that a drifting machine drifts over all of them. Rough: one process, and its compiler's and
 * allocator's moods with it; JMH's suites are for figures to quote.
 */
final class RoughCosts {
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 21;

  /** Of an arm in a round, where its work does not come in bursts. */
  private static final int TOKENS = 32;

  private final List<QualityArm> arms;
  private final List<Decoder> decoders;
  private final int blockSize;

  /** The decoders of the arms, which stay the caller's to close. */
  RoughCosts(List<QualityArm> arms, List<Decoder> decoders, int blockSize) {
    this.arms = List.copyOf(arms);
    this.decoders = List.copyOf(decoders);
    this.blockSize = blockSize;
  }

  /**
   * Measures, for one sequence.
   *
   * @param prompt fills the window
   * @return by arm
   */
  List<RoughCost> measure(long[] prompt) {
    for (int arm = 0; arm < arms.size(); arm++) {
      int steps = 1 + (WARM_UP + ROUNDS) * tokens(arm);
      decoders.get(arm).start(new long[][] {prompt}, steps, Sampler.greedy());
      decoders.get(arm).advance(1); // the prompt
    }
    double[][] micros = new double[arms.size()][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int turn = 0; turn < arms.size(); turn++) {
        int arm = round % 2 == 0 ? turn : arms.size() - 1 - turn;
        double time = timed(decoders.get(arm), tokens(arm));
        if (round >= 0) {
          micros[arm][round] = time;
        }
      }
    }
    List<RoughCost> costs = new ArrayList<>();
    for (double[] rounds : micros) {
      costs.add(cost(rounds));
    }
    return costs;
  }

  /** A round has a whole period of an arm whose work comes in bursts. */
  private int tokens(int arm) {
    return arms.get(arm)
        .policy()
        .filter(CachePolicy::bursty)
        .map(policy -> policy.period(blockSize))
        .orElse(TOKENS);
  }

  /** Microseconds a token. */
  private static double timed(Decoder decoder, int tokens) {
    decoder.latest(1); // waits for what came before
    long begin = System.nanoTime();
    decoder.advance(tokens);
    decoder.latest(1); // waits for the device
    return (System.nanoTime() - begin) / 1e3 / tokens;
  }

  static RoughCost cost(double[] rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return new RoughCost(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** Of sorted values. */
  static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
