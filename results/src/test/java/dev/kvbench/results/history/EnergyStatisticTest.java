package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.history.EnergyStatistic.Largest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EnergyStatisticTest {
  /**
   * Of 0, 2 | 10, 12: distances across are 10, 12, 8 and 10, on average 10, those on the two sides
   * 2 and 2, so E = 20 - 2 - 2 = 16, and Q = 16 · 2 · 2 / 4.
   */
  @Test
  void twoAndTwoPointsByHand() {
    Largest largest = EnergyStatistic.largest(new double[] {0, 2, 10, 12}, 0, 4, 2);
    assertThat(largest.split()).isEqualTo(2);
    assertThat(largest.end()).isEqualTo(4);
    assertThat(largest.q()).isEqualTo(16);
  }

  /**
   * 1, 1 | 4, 4, 4: E = 2 · 3 - 0 - 0, Q = 6 · 2 · 3 / 5. That is more than any other split gives,
   * and more than without the last 4: 6 · 2 · 2 / 4.
   */
  @Test
  void morePointsTellMore() {
    Largest largest = EnergyStatistic.largest(new double[] {1, 1, 4, 4, 4}, 0, 5, 2);
    assertThat(largest.split()).isEqualTo(2);
    assertThat(largest.end()).isEqualTo(5);
    assertThat(largest.q()).isCloseTo(7.2, within(1e-12));
  }

  /** A level that comes back does not hide that it had changed: it has no say in the statistic. */
  @Test
  void pointsAfterASecondChangeAreLeftOut() {
    double[] bump = {1, 1, 1, 1, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1, 1, 1};
    Largest largest = EnergyStatistic.largest(bump, 0, bump.length, 3);
    assertThat(largest.split()).isEqualTo(4);
    assertThat(largest.end()).isEqualTo(8);
  }

  @Test
  void tooFewPointsHaveNoSplit() {
    assertThat(EnergyStatistic.largest(new double[5], 0, 5, 3).exists()).isFalse();
    assertThat(EnergyStatistic.largest(new double[6], 0, 6, 3).exists()).isTrue();
    assertThat(EnergyStatistic.largest(new double[0], 0, 0, 3).exists()).isFalse();
  }

  @Test
  void equalPointsDoNotDiffer() {
    assertThat(EnergyStatistic.largest(new double[20], 0, 20, 3).q()).isZero();
  }

  @Test
  void theLargestOfTheSegmentsCounts() {
    double[] series = {0, 0, 0, 1, 1, 1, 0, 0, 0, 9, 9, 9};
    Largest largest = EnergyStatistic.largest(series, new int[] {0, 6, 12}, 3);
    assertThat(largest.split()).isEqualTo(9);
    assertThat(largest).isEqualTo(EnergyStatistic.largest(series, 6, 12, 3));
  }

  @Provide
  Arbitrary<double[]> series() {
    return Arbitraries.doubles()
        .between(-10, 10)
        .ofScale(3)
        .array(double[].class)
        .ofMinSize(0)
        .ofMaxSize(24);
  }

  @Property(tries = 300)
  void isWhatTheDefinitionSays(
      @ForAll("series") double[] series,
      @ForAll @IntRange(max = 4) int from,
      @ForAll @IntRange(min = 2, max = 4) int fewest) {
    int begin = Math.min(from, series.length);
    Largest fast = EnergyStatistic.largest(series, begin, series.length, fewest);
    double slow = Double.NEGATIVE_INFINITY;
    for (int split = begin + fewest; split + fewest <= series.length; split++) {
      for (int end = split + fewest; end <= series.length; end++) {
        slow = Math.max(slow, defined(series, begin, split, end));
      }
    }
    if (slow == Double.NEGATIVE_INFINITY) {
      assertThat(fast.exists()).isFalse();
    } else {
      assertThat(fast.q()).isCloseTo(slow, within(1e-9));
      assertThat(defined(series, begin, fast.split(), fast.end())).isCloseTo(slow, within(1e-9));
    }
  }

  /** Three means of distances, pair by pair. */
  private static double defined(double[] series, int from, int split, int end) {
    double m = split - from;
    double n = end - split;
    double across = 0;
    for (int i = from; i < split; i++) {
      for (int j = split; j < end; j++) {
        across += Math.abs(series[i] - series[j]) / (m * n);
      }
    }
    double energy = 2 * across - meanWithin(series, from, split) - meanWithin(series, split, end);
    return energy * m * n / (m + n);
  }

  private static double meanWithin(double[] series, int from, int to) {
    double sum = 0;
    int pairs = 0;
    for (int i = from; i < to; i++) {
      for (int k = i + 1; k < to; k++) {
        sum += Math.abs(series[i] - series[k]);
        pairs++;
      }
    }
    return sum / pairs;
  }
}
