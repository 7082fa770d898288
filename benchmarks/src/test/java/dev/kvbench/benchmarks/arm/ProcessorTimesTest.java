package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTimesTest {
  private static final String STAT =
      "cpu  1000 20 300 5000 60 7 8 90 11 0\ncpu0 500 10 150 2500 30 3 4 45 5 0\nintr 8671239 0\n";

  private static final String SELF =
      "19903 (a (b) c) R 1 1 1 0 -1 4194304 104 0 0 0 250 50 9 9 20 0 1 0 1114176 3133440 411";

  @Test
  void readsHundredthsOfSeconds() {
    assertThat(ProcessorTimes.of(STAT, SELF)).contains(new ProcessorTimes(13.35, 3, 50.6, 0.9));
    assertThat(ProcessorTimes.of("cpu 100 0 0 200 0", SELF))
        .as("a kernel that knows neither interrupts nor a host")
        .contains(new ProcessorTimes(1, 3, 2, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 5 9",
        "cpu 1 2 3 4|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 5 9",
        "cpu0 1 2 3 4 5 6 7 8|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 5 9",
        "cpu 1 2 x 4 5 6 7 8|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 5 9",
        "cpu 1 2 99999999999999999999 4 5 6 7 8|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 5 9",
        "cpu 1 2 3 4 5 6 7 8|''",
        "cpu 1 2 3 4 5 6 7 8|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25",
        "cpu 1 2 3 4 5 6 7 8|19903 (a) R 1 1 1 0 -1 1 1 0 0 0 25 y 9"
      })
  void anythingElseTellsNothing(String stat, String self) {
    assertThat(ProcessorTimes.of(stat, self)).isEmpty();
  }

  @Test
  void othersAreAllButThisProcess() {
    ProcessorTimes before = new ProcessorTimes(10, 5, 100, 1);
    ProcessorTimes after = new ProcessorTimes(14, 7, 104, 1.5);
    assertThat(after.metricsSince(before, 4))
        .isEqualTo(
            Map.of("otherCores", 0.5, "idleCores", 1.0, "stolenCores", 0.125, "wallSeconds", 4.0));
  }
}
