package dev.kvbench.plot.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0.0641,0.064",
    "0.2,0.20",
    "9.96,10",
    "16.5,16",
    "541.2,541",
    "12345.6,12 346",
    "0.000000031,0.000000031"
  })
  void measuredValuesHaveTwoDigits(double value, String text) {
    assertThat(Numbers.measured(value)).isEqualTo(Numbers.unbroken(text));
  }

  @ParameterizedTest
  @CsvSource({
    "1.9,1.90",
    "27.98,28.0",
    "512,512",
    "512.4,512",
    "12345.6,12 346",
    "3.1e-8,3.10e-08",
    "NaN,not a number",
    "Infinity,unbounded"
  })
  void figuresHaveThree(double value, String text) {
    assertThat(Numbers.figure(value).replace('\u00a0', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0.1,0.1", "0.30000000000000004,0.3", "1000,1 000", "1e6,1 000 000"})
  void ticksHaveNoNoiseAndNoExponent(double value, String text) {
    assertThat(Numbers.tick(value)).isEqualTo(Numbers.unbroken(text));
  }

  @Test
  void digitsAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(Numbers.figure(12345)).isEqualTo("12\u00a0345");
      assertThat(Numbers.figure(3.1e-8)).isEqualTo("3.10e-08");
    } finally {
      Locale.setDefault(before);
    }
  }
}
