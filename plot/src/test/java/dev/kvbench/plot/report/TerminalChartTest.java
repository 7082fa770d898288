package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.Pictures;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalChartTest {
  @Test
  void aBarForEachLineAtItsLongest() {
    List<String> lines = TerminalChart.of(Pictures.of(Samples.rows()), false);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).isEqualTo("time of one generation, at 2\u00a0048 steps");
    assertThat(lines.get(2)).startsWith("uncached").endsWith(" 90 s").contains("█".repeat(18));
    assertThat(lines.get(3)).startsWith("cached (shift").endsWith(" 3 s").contains(" ▋ ");
  }

  @Test
  void coloursOnlyWhereTheyAreWanted() {
    assertThat(TerminalChart.of(Pictures.of(Samples.rows()), true).toString())
        .contains("\u001b[31m", "\u001b[34m", "\u001b[0m");
    assertThat(TerminalChart.of(Pictures.of(Samples.rows()), false).toString())
        .doesNotContain("\u001b");
  }

  @Test
  void sixtyColumnsAndNothingATerminalObeys() {
    for (String run : List.of("ladder-zen3-2cpu", "gpt2-zen3-2cpu", "quick-zen3-2cpu")) {
      assertThat(TerminalChart.of(Pictures.of(Samples.reference(run).usable()), false))
          .hasSizeGreaterThan(3)
          .allMatch(line -> line.codePointCount(0, line.length()) <= 60);
    }
    var row = Samples.row("cached", 64, "\u001b]0;owned\u0007\u202e", 1);
    assertThat(TerminalChart.of(Pictures.of(List.of(row)), false).toString())
        .doesNotContain("\u001b", "\u0007", "\u202e");
  }
}
