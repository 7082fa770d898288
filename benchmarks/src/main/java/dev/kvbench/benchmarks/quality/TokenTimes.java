package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.results.quality.ArmQuality.Cost;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Times a token past the window, arm after arm, round after round, every other round in reverse, so
 * that a machine that gets slower does so for all of them. Rough: one process, where figures to
 * quote take several.
 */
final class TokenTimes {
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 21;

  /** Of an arm in a round, about. */
  private static final int TOKENS = 32;

  private TokenTimes() {}

  /**
   * Measures, for one sequence.
   *
   * @param decoders of the arms, which stay the caller's to close
   * @param prompt fills the window
   * @return by arm
   */
  static List<Cost> measure(List<ArmSpec> arms, List<Decoder> decoders, long[] prompt) {
    int[] tokens = arms.stream().mapToInt(arm -> tokens(arm, prompt.length)).toArray();
    for (int arm = 0; arm < arms.size(); arm++) {
      int steps = 1 + (WARM_UP + ROUNDS) * tokens[arm];
      decoders.get(arm).start(new long[][] {prompt}, steps, Sampler.greedy());
      decoders.get(arm).advance(1); // the prompt
    }
    double[][] micros = new double[arms.size()][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int turn = 0; turn < arms.size(); turn++) {
        int arm = round % 2 == 0 ? turn : arms.size() - 1 - turn;
        double time = timed(decoders.get(arm), tokens[arm]);
        if (round >= 0) {
          micros[arm][round] = time;
        }
      }
    }
    return Arrays.stream(micros).map(TokenTimes::cost).toList();
  }

  /** Whole periods, for some tokens of a period may do most of its work. */
  private static int tokens(ArmSpec arm, int blockSize) {
    int period = arm.policy().map(policy -> policy.period(blockSize)).orElse(1);
    return period * Math.max(1, TOKENS / period);
  }

  /** Microseconds a token. */
  private static double timed(Decoder decoder, int tokens) {
    decoder.latest(1); // waits for what came before
    long begin = System.nanoTime();
    decoder.advance(tokens);
    decoder.latest(1); // waits for the device
    return (System.nanoTime() - begin) / 1e3 / tokens;
  }

  static Cost cost(double[] rounds) {
    double[] sorted = Arrays.stream(rounds).sorted().toArray();
    double median = Median.withDefaults().evaluate(sorted);
    return new Cost(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }
}
