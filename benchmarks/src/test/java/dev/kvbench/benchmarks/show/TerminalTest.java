package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

  @Test
  void barsAndColoursAreForTerminalsThatTakeThem() {
    Terminal terminal = Terminal.of(true, XTERM, "UTF-8");
    assertThat(terminal.bars()).isTrue();
    assertThat(terminal.colours()).isTrue();
  }

  @Test
  void noColorLeavesTheBars() {
    Terminal terminal = Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"), "utf8");
    assertThat(terminal.bars()).isTrue();
    assertThat(terminal.colours()).isFalse();
    // an empty one does not count, as no-color.org has it
    assertThat(Terminal.of(true, Map.of("NO_COLOR", ""), "UTF-8").colours()).isTrue();
  }

  @Test
  void aFileADumbTerminalAndOneWithoutUnicodeHaveWordsOnly() {
    for (Terminal terminal :
        List.of(
            Terminal.of(false, XTERM, "UTF-8"),
            Terminal.of(true, Map.of("TERM", "dumb"), "UTF-8"),
            Terminal.of(true, XTERM, "ANSI_X3.4-1968"))) {
      assertThat(terminal.bars()).isFalse();
    }
    assertThat(Terminal.of(false, XTERM, "UTF-8").colours()).isFalse();
    assertThat(Terminal.of(true, Map.of("TERM", "dumb"), "UTF-8").colours()).isFalse();
  }

  @Test
  void wordsAreWrappedAndHoldNothingThatATerminalObeys() {
    assertThat(Terminal.of(true, XTERM, "UTF-8").wrapped("word ".repeat(40) + "\u001b[2J\u202e"))
        .allMatch(line -> line.length() <= 79)
        .noneMatch(line -> line.contains("\u001b") || line.contains("\u202e"))
        .hasSizeGreaterThan(2);
    assertThat(Terminal.of(true, XTERM, "US-ASCII").wrapped("20× [14–27], 3 µs"))
        .containsExactly("20x [14-27], 3 us");
  }

  @Test
  void aRunEndsWithItsHeadlineAndBars() {
    var run = RunReport.contents(Source.read(Path.of("../results/reference/quick-zen5-2cpu")));
    List<String> words = Summary.lines(run, Terminal.of(false, XTERM, "UTF-8"));
    assertThat(String.join(" ", words))
        .contains("a KV cache makes 512 tokens 30× faster [24–37] on the script engine")
        .contains(
            "fitted: on the script engine (policy shift) it pays from the first token on, which is"
                + " shorter than what was measured, by curves that miss a time by up to 26 %")
        .contains("miss a time by up to 14 %, though at 32 tokens no gain was measured for sure;")
        .doesNotContain("█");
    assertThat(Summary.lines(run, Terminal.of(true, XTERM, "UTF-8")))
        .anyMatch(line -> line.startsWith("uncached, script") && line.contains("\u001b[34m█"));
  }
}
