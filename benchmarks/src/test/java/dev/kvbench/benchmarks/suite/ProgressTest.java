package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  @ParameterizedTest
  @CsvSource({"0, 0 s", "59.4, 59 s", "60, 1 min 0 s", "200, 3 min 20 s", "3900, 1 h 5 min"})
  void durationsInWords(double seconds, String words) {
    assertThat(Progress.words(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0.0371, 0.0371 s", "1.5, 1.50 s", "85.04, 85.0 s", "1234, 1234 s", "0, 0.000000 s"})
  void figuresWithThreeDigits(double seconds, String figure) {
    assertThat(Progress.figure(seconds)).isEqualTo(figure);
  }

  @Test
  void awayFromATerminalOnlyWhatHasEndedIsPrinted() {
    assertThat(printed(false)).isEqualTo("ended" + System.lineSeparator());
  }

  @Test
  void onATerminalALongLineIsWrittenOverWhole() {
    assertThat(printed(true))
        .isEqualTo("\ra long line that goes on\rended" + " ".repeat(19) + System.lineSeparator());
  }

  private static String printed(boolean terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Progress progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
    progress.now("a long line that goes on");
    progress.done("ended");
    return out.toString(StandardCharsets.UTF_8);
  }
}
