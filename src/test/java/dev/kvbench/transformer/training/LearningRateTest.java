package dev.kvbench.transformer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate(0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate(Double.NaN, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(Double.POSITIVE_INFINITY, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate(1, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate(1, 1, 0));
  }
}
