package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.history.EnergyStatistic.Largest;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyStatisticTest {
  /**
   * The first by hand: of 0, 2 | 10, 12 distances across are 10, 12, 8 and 10, on average 10, those
   * on the two sides 2 and 2, so E = 20 - 2 - 2 = 16, and Q = 16 · 2 · 2 / 4.
   *
   * <p>More points tell more: of 1, 1 | 4, 4, 4 E = 2 · 3 - 0 - 0, Q = 6 · 2 · 3 / 5. That is more
   * than any other split gives, and more than without the last 4: 6 · 2 · 2 / 4.
   *
   * <p>A level that comes back does not hide that it had changed: it has no say in the statistic.
   */
  @ParameterizedTest
  @CsvSource({
    "0 2 10 12, 2, 2, 4, 16",
    "1 1 4 4 4, 2, 2, 5, 7.2",
    "1 1 1 1 5 5 5 5 1 1 1 1 1 1 1 1, 3, 4, 8, 16"
  })
  void isTheOneWorkedOutByHand(String points, int fewest, int split, int end, double q) {
    double[] series = Arrays.stream(points.split(" ")).mapToDouble(Double::parseDouble).toArray();
    Largest largest = EnergyStatistic.largest(series, 0, series.length, fewest);
    assertThat(largest.split()).isEqualTo(split);
    assertThat(largest.end()).isEqualTo(end);
    assertThat(largest.q()).isCloseTo(q, within(1e-12));
  }

  @Test
  void tooFewPointsHaveNoSplitAndEqualOnesDoNotDiffer() {
    assertThat(EnergyStatistic.largest(new double[20], 0, 20, 3).q()).isZero();
    assertThat(EnergyStatistic.largest(new double[5], 0, 5, 3).exists()).isFalse();
    assertThat(EnergyStatistic.largest(new double[6], 0, 6, 3).exists()).isTrue();
    assertThat(EnergyStatistic.largest(new double[0], 0, 0, 3).exists()).isFalse();
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
    double across = distances(series, from, split, split, end) / (m * n);
    double before = distances(series, from, split, from, split) / (m * (m - 1));
    double after = distances(series, split, end, split, end) / (n * (n - 1));
    return (2 * across - before - after) * m * n / (m + n);
  }

  private static double distances(double[] series, int from, int to, int otherFrom, int otherTo) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      for (int k = otherFrom; k < otherTo; k++) {
        sum += Math.abs(series[i] - series[k]);
      }
    }
    return sum;
  }
}
