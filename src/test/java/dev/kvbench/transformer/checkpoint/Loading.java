package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;

/** How a file is read, or refused in one line that names it. */
final class Loading {
  static final TransformerConfig TINY = new TransformerConfig(1, 2, 8, 4, 65);

  private Loading() {}

  static Weights weights(Path file, TransformerConfig config, NDManager parent) throws IOException {
    try (WeightsFile in = WeightsFile.open(file)) {
      return in.weights(config, parent);
    }
  }

  static void assertRefused(Path file, TransformerConfig config, String message) {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertIsOneLine(
          catchThrowable(() -> weights(file, config, manager)), file.toString(), message);
      assertThat(manager.getManagedArrays()).isEmpty();
    }
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
