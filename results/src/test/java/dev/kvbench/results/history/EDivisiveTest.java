package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kvbench.results.history.EDivisive.Split;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EDivisiveTest {
  private static final EDivisive RULE = new EDivisive(0.05);

  @ParameterizedTest
  @CsvSource({"4, 0.02", "10, 0.05", "30, 0.05", "60, 0.05"})
  void twoChangesAreFoundWhereTheyAre(int length, double noise) {
    int more = 0;
    for (int seed = 0; seed < 30; seed++) {
      List<Split> splits = RULE.find(Histories.levels(seed, noise, length, 0, 1, 2.5));
      assertThat(splits).extracting(Split::index).contains(length, 2 * length);
      more += splits.size() > 2 ? 1 : 0;
    }
    // the noise that is left has its chance of alpha: 1.5 of 30, with a standard deviation of 1.2
    assertThat(more).isLessThan(6);
  }

  /** The statistic of one odd point among others is 0 wherever it is. */
  @Test
  void oneOddRunIsCalledAChangeNoMoreOftenThanAllowed() {
    int alarms = 0;
    for (int seed = 0; seed < 300; seed++) {
      double[] series = Histories.levels(seed, 0.01, 30, 0);
      series[seed % 30] += 1;
      alarms += RULE.find(series).isEmpty() ? 0 : 1;
    }
    // 5 % of 300 is 15, with a standard deviation of 3.8
    assertThat(alarms).isLessThan(25);
  }

  @Test
  void aStepIsFoundWithTheThirdRunAfterIt() {
    double[] series = Histories.levels(4, 0.01, 23, 0);
    for (int i = 20; i < 23; i++) {
      series[i] += 0.3;
    }
    assertThat(RULE.find(series)).extracting(Split::index).containsExactly(20);
  }

  @Test
  void equalRunsAndSmallChangesInMuchNoiseAreNone() {
    assertThat(RULE.find(new double[40])).isEmpty();
    assertThat(RULE.find(new double[0])).isEmpty();
    assertThat(RULE.find(Histories.levels(6, 1, 10, 0, 0.1))).isEmpty();
  }

  /** Two of C(7, 3) = 35 arrangements are not rarer than 1 in 20, two of C(8, 4) = 70 are. */
  @ParameterizedTest
  @CsvSource({"0.05, 8, 8", "0.01, 10, 12", "0.11, 6,", "0.5, 6,", "0.001, 14,"})
  void tellsHowManyPointsAreNeeded(double alpha, int points, Integer enough) {
    EDivisive rule = new EDivisive(alpha);
    assertThat(rule.fewestPoints()).isEqualTo(points);
    assertThat(rule.find(step(points - 1))).isEmpty();
    if (enough != null) {
      assertThat(rule.find(step(enough))).extracting(Split::index).containsExactly(enough / 2);
    }
  }

  private static double[] step(int points) {
    double[] series = new double[points];
    for (int i = 0; i < points; i++) {
      series[i] = 0.01 * i + (i < points / 2 ? 0 : 1);
    }
    return series;
  }

  /** Normal noise, then one run in ten several times slower: the long tail of a shared machine. */
  @ParameterizedTest
  @CsvSource({"1, 0", "0.02, 0.1"})
  void noiseIsCalledChangedAsOftenAsAllowed(double normal, double slow) {
    SplittableRandom random = new SplittableRandom(5);
    int trials = 600;
    int alarms = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] series = new double[30];
      for (int i = 0; i < series.length; i++) {
        double tail = random.nextDouble() < slow ? -0.5 * Math.log1p(-random.nextDouble()) : 0;
        series[i] = normal * random.nextGaussian() + tail;
      }
      alarms += RULE.find(series).isEmpty() ? 0 : 1;
    }
    // 5 % of 600 is 30, with a standard deviation of 5.3
    assertThat(alarms).isBetween(15, 45);
  }

  @Test
  void theAnswerIsTheSameAtEveryCall() {
    double[] series = Histories.levels(7, 0.5, 12, 0, 0.6);
    double[] copy = series.clone();
    List<Split> splits = RULE.find(series);
    assertThat(RULE.find(series)).isEqualTo(splits);
    assertThat(series).isEqualTo(copy);
  }

  /** Half the noise twice the size is the same question. */
  @Property(tries = 30)
  void unitAndOriginDoNotMatter(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    double[] series = Histories.levels(seed, 0.25, 10, 0, 0.5);
    double[] other = Arrays.stream(series).map(value -> 8 * value + 16).toArray();
    assertThat(RULE.find(other)).isEqualTo(RULE.find(series));
  }

  @Property(tries = 30)
  void changesAreApart(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    int before = 0;
    double[] series = Histories.levels(seed, 0.3, 9, 0, 1, 0.2, 2);
    for (Split split : new EDivisive(0.3).find(series)) {
      assertThat(split.index() - before).isGreaterThanOrEqualTo(EDivisive.FEWEST);
      assertThat(split.p()).isBetween(EDivisive.smallestP(), 0.3);
      before = split.index();
    }
    assertThat(series.length - before).isGreaterThanOrEqualTo(EDivisive.FEWEST);
  }

  @Test
  void alphasThatCannotBeReachedAreRefused() {
    for (double alpha : new double[] {0, 0.0009, 1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new EDivisive(alpha));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new EDivisive(0.05, 1, 99, 1));
  }
}
