package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
  /**
   * Of ten observations, one of them a 1 and the others 0, the mean of a draw is a tenth of a
   * binomial number, n = 10, p = 0.1: 0 with probability 0.349, at most 2 with 0.930, at most 3
   * with 0.987. So the 2.5 % and 97.5 % quantiles are 0 and 0.3.
   */
  @Test
  void ofOneOneAmongTenTheEndsAreThoseOfTheBinomial() {
    Estimate mean = new Bootstrap(1).mean(new double[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    assertThat(mean.value()).isEqualTo(0.1);
    assertThat(mean.low()).isZero();
    assertThat(mean.high()).isCloseTo(0.3, within(1e-12));
    assertThat(mean.forks()).isEqualTo(10);
  }

  /** A mean of two is the lower one in a quarter of the draws, and the higher one in another. */
  @ParameterizedTest
  @CsvSource({"-3, 5, 1", "0, 0, 0"})
  void ofTwoTheEndsAreThemselves(double one, double other, double mean) {
    assertThat(new Bootstrap(1).mean(new double[] {one, other}))
        .isEqualTo(new Estimate(mean, one, other, 2));
  }

  @Test
  void oneObservationAndWhatIsNoNumberHaveNoInterval() {
    assertThat(new Bootstrap(1).mean(new double[] {7}))
        .isEqualTo(new Estimate(7, Double.NaN, Double.NaN, 1));
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Estimate mean = new Bootstrap(1).mean(new double[] {1, odd, 2});
      assertThat(mean.value()).isNaN();
      assertThat(mean.hasInterval()).isFalse();
    }
  }

  /** By simulation: of 64 normal or skewed observations about 94 % of intervals hold the truth. */
  @Test
  void coversTheTruthAboutAsOftenAsItSays() {
    Random random = new Random(5);
    int normal = 0;
    int skewed = 0;
    int trials = 1000;
    for (int trial = 0; trial < trials; trial++) {
      Bootstrap bootstrap = new Bootstrap(500, trial);
      double[] values = normal(random, 64);
      normal += holds(bootstrap.mean(values), 0) ? 1 : 0;
      double[] squares = Arrays.stream(values).map(x -> x * x).toArray();
      skewed += holds(bootstrap.mean(squares), 1) ? 1 : 0;
    }
    assertThat((double) normal / trials).isBetween(0.92, 0.965);
    assertThat((double) skewed / trials).isBetween(0.89, 0.96);
  }

  @Test
  void refusesWhatHasNoQuantileOrNoMean() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(38, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1).mean(new double[0]));
  }

  private static boolean holds(Estimate estimate, double truth) {
    return estimate.low() <= truth && truth <= estimate.high();
  }

  private static double[] normal(Random random, int count) {
    return random.doubles(count).map(any -> random.nextGaussian()).toArray();
  }
}
