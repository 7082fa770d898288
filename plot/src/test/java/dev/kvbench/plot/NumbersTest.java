package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0.0641,0.064",
    "0.2,0.20",
    "1.96,2.0",
    "2.85,2.8",
    "9.96,10",
    "16.5,16",
    "99.6,100",
    "85,85",
    "541.2,541",
    "12345.6,12 346",
    "0.0000012,0.0000012"
  })
  void measuredValuesHaveTwoDigits(double value, String text) {
    assertThat(Numbers.measured(value)).isEqualTo(Numbers.unbroken(text));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0.1,0.1", "0.30000000000000004,0.3", "1000,1 000", "1e6,1 000 000"})
  void ticksHaveNoNoiseAndNoExponent(double value, String text) {
    assertThat(Numbers.tick(value)).isEqualTo(Numbers.unbroken(text));
  }

  @ParameterizedTest
  @CsvSource({"32,32", "16384,16 384", "1048576,1 048 576"})
  void countsAreExact(double value, String text) {
    assertThat(Numbers.count(value)).isEqualTo(Numbers.unbroken(text));
  }
}
