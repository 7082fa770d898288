package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Lets every arm read the same stretches of text, and continue the same prompts, beside the
 * reference. A few sequences at a time: no more of the logits is held than theirs, of the reference
 * and of one arm.
 */
final class Evaluation {
  /** Enough to keep two cores busy with cached steps. */
  private static final int MOST_ROWS = 32;

  /** Logits of one arm that are held at most, 4 bytes each. */
  private static final long MOST_LOGITS = 16_000_000;

  private final QualitySetting setting;
  private final List<Decoder> arms;
  private final List<Tally> tallies = new ArrayList<>();
  private final double[][] prefixes; // [arm][sequence]
  private double largestLogit; // of the reference, inside the window

  /**
   * Nothing evaluated yet.
   *
   * @param arms the reference first; they stay the caller's to close
   */
  Evaluation(QualitySetting setting, List<Decoder> arms) {
    this.setting = setting;
    this.arms = List.copyOf(arms);
    this.prefixes = new double[arms.size()][setting.sequences()];
    for (int arm = 0; arm < arms.size(); arm++) {
      tallies.add(
          new Tally(
              Region.of(setting.blockSize(), setting.windows()),
              setting.sequences(),
              setting.positions()));
    }
  }

  /** Sequences side by side for a vocabulary of so many characters. */
  static int rows(QualitySetting setting, int vocabularySize) {
    long logits = (long) setting.positions() * vocabularySize;
    return (int) Math.max(1, Math.min(MOST_ROWS, MOST_LOGITS / logits));
  }

  /**
   * Evaluates stretches, each a character longer than the positions.
   *
   * @param stretches [B][positions + 1]
   * @param first the number of the first of them among all sequences, from 0 on
   * @param armDone told after each arm which one that was
   */
  void add(long[][] stretches, int first, IntConsumer armDone) {
    long[][] fed = heads(stretches, setting.positions());
    long[][] prompts = heads(stretches, setting.promptLength());
    float[][][] reference = arms.get(0).logitsByStep(fed);
    long[][] text = continued(arms.get(0), prompts);
    noteLargest(reference);
    for (int arm = 0; arm < arms.size(); arm++) {
      float[][][] logits = arm == 0 ? reference : arms.get(arm).logitsByStep(fed);
      long[][] own = arm == 0 ? text : continued(arms.get(arm), prompts);
      for (int row = 0; row < stretches.length; row++) {
        for (int position = 1; position <= setting.positions(); position++) {
          Score score =
              Score.of(
                  reference[row][position - 1],
                  logits[row][position - 1],
                  (int) stretches[row][position]);
          tallies.get(arm).add(first + row, position, score);
        }
        prefixes[arm][first + row] = matching(text[row], own[row]);
      }
      armDone.accept(arm);
    }
  }

  private long[][] continued(Decoder arm, long[][] prompts) {
    return arm.generate(prompts, setting.greedyLength(), Sampler.greedy());
  }

  private void noteLargest(float[][][] reference) {
    for (float[][] row : reference) {
      for (int position = 1; position <= setting.blockSize(); position++) {
        for (float logit : row[position - 1]) {
          largestLogit = Math.max(largestLogit, Math.abs(logit));
        }
      }
    }
  }

  /** The first tokens that are the same. */
  static int matching(long[] expected, long[] actual) {
    int mismatch = Arrays.mismatch(expected, actual);
    return mismatch < 0 ? expected.length : mismatch;
  }

  private static long[][] heads(long[][] rows, int length) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, length)).toArray(long[][]::new);
  }

  Tally tally(int arm) {
    return tallies.get(arm);
  }

  /** Matching tokens of an arm's greedy texts, by sequence. */
  double[] prefixes(int arm) {
    return prefixes[arm].clone();
  }

  /** The reference's largest |logit| inside the window. */
  double largestLogit() {
    return largestLogit;
  }
}
