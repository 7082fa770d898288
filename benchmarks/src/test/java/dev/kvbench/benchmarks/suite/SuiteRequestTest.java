package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteRequestTest {
  @Test
  void theBannerTellsTheDurationOfWhatWillRun(@TempDir Path folder) throws IOException {
    assertThat(banner("quick", 2, null))
        .matches("quick: in part or changed \\(1 row, 2 forks; roughly \\d.* s\\)");
    assertThat(banner("quick", null, Duration.ofMinutes(1)))
        .matches("quick: in part .*1 row, 5 forks; roughly .* s, cut at 1 min 0 s\\)");
    Path own = folder.resolve("own.yaml");
    String text =
        SuiteFile.load("quick").text().replaceFirst("description: .*", "description: mine");
    Files.writeString(own, text.replaceFirst("(time-on-2-cores): .*", "$1: a day"));
    assertThat(banner(own.toString(), null, null)).isEqualTo("own: mine (a day on 2 cores)");
    Files.writeString(own, text.replaceFirst("time-on-2-cores: .*", ""));
    assertThat(banner(own.toString(), null, null))
        .matches("own: mine \\(1 row, 5 forks; roughly .* s\\)");
  }

  private static String banner(String suite, Integer forks, Duration limit) {
    JmhSettings none = JmhSettings.of(List.of(), null, null, null);
    PlannedRow row =
        new PlannedRow(
            "dev.kvbench.benchmarks.GenerateBenchmark.cached",
            Map.of("steps", "32"),
            forks == null ? 5 : forks,
            0,
            1);
    return new SuiteRequest(suite, Map.of(), Map.of(), forks, none, null, limit)
        .banner(SuiteFile.load(suite), List.of(row));
  }
}
