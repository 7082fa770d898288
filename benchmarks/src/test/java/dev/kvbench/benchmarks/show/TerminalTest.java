package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void wordsAreWrappedAndHoldNothingThatATerminalObeys() {
    assertThat(Terminal.of("UTF-8").wrapped("word ".repeat(40) + "\u001b[2J\u202e"))
        .allMatch(line -> line.length() <= 79)
        .noneMatch(line -> line.contains("\u001b") || line.contains("\u202e"))
        .hasSizeGreaterThan(2);
    assertThat(Terminal.of("US-ASCII").wrapped("20× [14–27], 3 µs"))
        .containsExactly("20x [14-27], 3 us");
  }

  @Test
  void aRunEndsWithItsHeadline() {
    var run = RunReport.contents(Source.read(Path.of("../results/reference/quick-zen5-2cpu")));
    assertThat(String.join(" ", Summary.lines(run, Terminal.of("UTF-8"))))
        .contains(
            "A KV cache makes 512 tokens 29.9× faster [24.2 to 37.0]: cached (shift) against"
                + " uncached")
        .contains("batch size 1, float32, script engine", "2 threads.");
  }
}
