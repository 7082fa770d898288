package dev.kvbench.transformer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  @Test
  void risesThenFallsToATenth() {
    LearningRate rate = new LearningRate(1e-3, 100, 2100);
    assertThat(rate.at(0)).isCloseTo(1e-3 / 101, within(1e-12));
    assertThat(rate.at(99)).isLessThan(1e-3);
    assertThat(rate.at(100)).isEqualTo(1e-3);
    assertThat(rate.at(1100)).isCloseTo(0.55e-3, within(1e-12)); // half of the cosine
    assertThat(rate.at(2100)).isCloseTo(1e-4, within(1e-12));
    assertThat(rate.at(9999)).isCloseTo(1e-4, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "NaN, 1, 1", "Infinity, 1, 1", "1, -1, 1", "1, 1, 0"})
  void refusesWhatCannotBe(double peak, int warmupSteps, int steps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(peak, warmupSteps, steps));
  }
}
