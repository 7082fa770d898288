package dev.kvbench.results.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "3.1e-8, 3.10e-8",
    "4.37e-7, 4.37e-7",
    "9.4e-6, 9.40e-6",
    "0.000123456, 0.000123",
    "0.0123456, 0.0123",
    "0.9996, 1.00",
    "1, 1.00",
    "9.996, 10.0",
    "1234.56, 1235",
    "998999, 998999",
    "999999, 1.00e6",
    "-2.5e9, -2.50e9",
    "0, 0",
    "NaN, -",
    "Infinity, infinite"
  })
  void digits(double value, String words) {
    assertThat(Numbers.digits(value)).isEqualTo(words);
  }

  @Test
  void otherKinds() {
    assertThat(Numbers.full(470434519)).isEqualTo("470434519");
    assertThat(Numbers.full(0.0123456)).isEqualTo("0.0123");
    assertThat(Numbers.count(16384)).isEqualTo("16\u00a0384");
    assertThat(Numbers.count(-1234567)).isEqualTo("-1\u00a0234\u00a0567");
    assertThat(Numbers.interval(1.9, 2.1)).isEqualTo("1.90 to 2.10");
    assertThat(Numbers.interval(Double.NaN, Double.NaN)).isEqualTo("-");
    assertThat(Numbers.times(4.4132)).isEqualTo("4.41×");
    assertThat(Numbers.percent(0.123)).isEqualTo("12 %");
    assertThat(Numbers.p(0.00001)).isEqualTo("<0.0001");
    assertThat(Numbers.p(0.0432)).isEqualTo("0.043");
  }

  @ParameterizedTest
  @CsvSource({
    "0.952, -4.8 %",
    "1, +0.0 %",
    "0.9999, -0.0 %",
    "3.5, +250 %",
    "1200, 1200×",
    "NaN, -"
  })
  void changes(double ratio, String words) {
    assertThat(Numbers.change(ratio)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "3.1e-8, 31.0 ns",
    "9.4e-6, 9.40 µs",
    "0.00123, 1.23 ms",
    "0.9996, 1.00 s",
    "42, 42.0 s"
  })
  void times(double seconds, String words) {
    assertThat(Numbers.seconds(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"42, 42 s", "200, 3 min 20 s", "3900, 1 h 5 min"})
  void durations(double seconds, String words) {
    assertThat(Numbers.duration(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"101, 101 B", "999.9, 1.00 kB", "8388608, 8.39 MB", "5e15, 5000 TB"})
  void bytes(double bytes, String words) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(words);
  }

  @Property(tries = 200)
  void digitsReadBackAsTheValueToThreeDigits(
      @ForAll @DoubleRange(min = -300, max = 300) double exponent) {
    double value = Math.pow(10, exponent);
    assertThat(Double.parseDouble(Numbers.digits(value))).isBetween(value * 0.9949, value * 1.0051);
  }

  @Test
  void digitsAreAsciiInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(
              Numbers.digits(1.5)
                  + Numbers.full(7)
                  + Numbers.count(9999)
                  + Numbers.percent(0.5)
                  + Numbers.change(1.1)
                  + Numbers.seconds(3e-9)
                  + Numbers.duration(100)
                  + Numbers.bytes(12)
                  + Numbers.p(0.01))
          .isEqualTo("1.50" + "7" + "9\u00a099950 %+10.0 %3.00 ns1 min 40 s12 B0.010");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void unseenCharactersBecomeVisible() {
    assertThat(Visible.of("a\nb\tc\u001b[31m\u202e|é")).isEqualTo("a\\nb\\tc\\u001b[31m\\u202e|é");
    assertThat(Visible.of("plain")).isEqualTo("plain");
  }
}
