package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How a file is refused: in one line that names it. */
final class OneLine {
  private OneLine() {}

  static void assertRefused(Path file, String message, ThrowingCallable load) {
    assertIsOneLine(catchThrowable(load), file.toString(), message);
  }

  static void assertIsOneLine(Throwable thrown, String start, String message) {
    assertThat(thrown)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining(message);
    assertThat(thrown.getMessage())
        .doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}]")
        .doesNotContain("null")
        .hasSizeBetween(start.length() + 5, start.length() + 400);
  }
}
