package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({"0, 0 s", "59.4, 59 s", "60, 1 min 0 s", "200, 3 min 20 s", "3900, 1 h 5 min"})
  void durationsInWords(double seconds, String words) {
    assertThat(Figures.words(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0371, 0.0371",
    "1.5, 1.50",
    "85.04, 85.0",
    "1234, 1234",
    "0, 0.00",
    "1e-9, 0.000000"
  })
  void figuresWithThreeDigits(double value, String figure) {
    assertThat(Figures.threeDigits(value)).isEqualTo(figure);
  }
}
