package dev.kvbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.arm.RowMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsDocumentTest {
  @Test
  void theReferenceNamesAllMetricsAndNoOthers() throws IOException {
    String table =
        Files.readString(Path.of("../docs/reference.md"))
            .split("\\| metric \\| meaning \\|\n\\|---\\|---\\|\n")[1]
            .split("\n\n")[0];
    assertThat(
            table
                .lines()
                .map(line -> line.split("\\|")[1])
                .flatMap(names -> Pattern.compile("\\w+").matcher(names).results())
                .map(MatchResult::group))
        .containsExactlyInAnyOrderElementsOf(RowMetrics.NAMES);
  }
}
