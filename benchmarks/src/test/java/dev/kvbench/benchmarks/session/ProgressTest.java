package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void awayFromATerminalOnlyWhatHasEndedIsPrinted() {
    assertThat(printed(false)).isEqualTo("ended" + System.lineSeparator());
  }

  @Test
  void onATerminalALongLineIsWrittenOverWhole() {
    assertThat(printed(true))
        .isEqualTo("\ra long line that goes on\rended" + " ".repeat(19) + System.lineSeparator());
  }

  @Test
  void onATerminalALineThatWouldWrapIsCut() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), true).now("x".repeat(200));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\r" + "x".repeat(79));
  }

  private static String printed(boolean terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Progress progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
    progress.now("a long line that goes on");
    progress.done("ended");
    return out.toString(StandardCharsets.UTF_8);
  }
}
