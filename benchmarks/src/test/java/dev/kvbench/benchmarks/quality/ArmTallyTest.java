package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Bootstrap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures against ones computed by hand. */
class ArmTallyTest {
  private static final float LN2 = (float) Math.log(2);
  private static final float LN3 = (float) Math.log(3);

  /**
   * Reference 1/2, 1/4, 1/4; arm 1/6, 2/6, 3/6; next is the second. −ln 1/3 = 1.0986, less −ln 1/4
   * = 1.3863; KL = 1/2 ln 3 + 1/4 ln 3/4 + 1/4 ln 1/2 = 0.3041.
   */
  @Test
  void likelihoodAndDivergenceAreThoseOfTheDistributions() {
    Score score = Score.of(new float[] {LN2, 0, 0}, new float[] {0, LN2, LN3}, 1);
    assertThat(score.nll()).isCloseTo(Math.log(3), within(1e-6));
    assertThat(score.deltaNll()).isCloseTo(Math.log(3) - Math.log(4), within(1e-6));
    assertThat(score.kl())
        .isCloseTo(0.5 * Math.log(3) + 0.25 * Math.log(0.75) + 0.25 * Math.log(0.5), within(1e-6));
    assertThat(score.sameTop()).isFalse();
    assertThat(score.maxDifference()).isCloseTo(Math.log(3), within(1e-6));
  }

  @Test
  void theSameLogitsHaveNoDifferenceAtAll() {
    float[] logits = {3.7f, -80, 12.25f, 12.25f};
    assertThat(Score.of(logits, logits, 0))
        .isEqualTo(new Score(Score.of(logits, logits, 0).nll(), 0, 0, true, 0, 0));
  }

  /** Softmax does not see a constant, and neither do its figures; the logits do. */
  @Test
  void aConstantOnAllLogitsIsSeenByTheirDifferenceOnly() {
    Score score = Score.of(new float[] {1, 2, 3}, new float[] {101, 102, 103}, 2);
    assertThat(score.deltaNll()).isCloseTo(0, within(1e-9));
    assertThat(score.kl()).isCloseTo(0, within(1e-9));
    assertThat(score.sameTop()).isTrue();
    assertThat(score.maxDifference()).isEqualTo(100);
  }

  @Test
  void largeLogitsDoNotOverflowAndNoNumberIsSeen() {
    assertThat(Score.of(new float[] {1e4f, 0}, new float[] {0, 1e4f}, 0).nll()).isEqualTo(1e4);
    Score none = Score.of(new float[] {0, 1}, new float[] {0, Float.NaN}, 0);
    assertThat(none.nll()).isNaN();
    assertThat(none.kl()).isNaN();
    assertThat(none.maxDifference()).isNaN();
  }

  /** Two sequences, block 2, one window past it: positions 1, 2 | 3, 4. */
  @Test
  void aTallyAveragesOverPositionsThenSequences() {
    ArmTally tally = new ArmTally(new QualitySetting(2, 1, 2, 1, 3, 100, 1));
    for (int sequence = 0; sequence < 2; sequence++) {
      for (int position = 1; position <= 4; position++) {
        double value = 10 * sequence + position;
        tally.add(
            sequence,
            position,
            new Score(value, -value, 2 * value, position == 4, 0, value + sequence));
      }
    }
    List<RegionQuality> regions = tally.regions(new Bootstrap(1));
    RegionQuality window = regions.get(0);
    assertThat(window.nll().value()).isEqualTo(6.5); // 1.5 and 11.5
    assertThat(window.nll().low()).isEqualTo(1.5);
    assertThat(window.nll().high()).isEqualTo(11.5);
    assertThat(window.deltaNll().value()).isEqualTo(-6.5);
    assertThat(window.kl().value()).isEqualTo(13);
    assertThat(window.topOne().value()).isZero();
    assertThat(window.maxLogitDifference()).isEqualTo(13);
    RegionQuality past = regions.get(2);
    assertThat(past.nll().value()).isEqualTo(8.5);
    assertThat(past.topOne().value()).isEqualTo(0.5);
    assertThat(regions.get(1).nll().value()).isEqualTo(8); // the edge is position 3
    ArmQuality.Positions positions = tally.positions();
    assertThat(positions.nll()).containsExactly(6.0, 7.0, 8.0, 9.0);
    assertThat(positions.deltaNll()).containsExactly(-6.0, -7.0, -8.0, -9.0);
    assertThat(positions.topOne()).containsExactly(0.0, 0.0, 0.0, 1.0);
    assertThat(positions.maxLogitDifference()).containsExactly(12.0, 13.0, 14.0, 15.0);
  }

  @Test
  void greedyTextCountsUpToItsFirstDifference() {
    ArmTally tally = new ArmTally(new QualitySetting(2, 1, 3, 1, 3, 100, 1));
    tally.addGreedy(0, new long[] {1, 2, 3}, new long[] {1, 2, 4});
    tally.addGreedy(1, new long[] {1, 2, 3}, new long[] {1, 2, 3});
    tally.addGreedy(2, new long[] {1, 2, 3}, new long[] {2, 2, 3});
    ArmQuality.GreedyMatch greedy = tally.greedy(new Bootstrap(1));
    assertThat(greedy.mean().value()).isEqualTo(5 / 3.0);
    assertThat(greedy.median()).isEqualTo(2);
    assertThat(greedy.toTheEnd()).isEqualTo(1);
  }

  @Test
  void aRoughCostIsTheMedianOfItsRounds() {
    assertThat(TokenTimes.cost(new double[] {9, 1, 5})).isEqualTo(new ArmQuality.Cost(5, 1, 9, 3));
    assertThat(TokenTimes.cost(new double[] {9, 1, 5, 4}).microseconds()).isEqualTo(4.5);
  }
}
