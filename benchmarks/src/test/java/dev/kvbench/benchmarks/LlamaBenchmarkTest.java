package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static dev.kvbench.benchmarks.InProcess.isCached;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** On tiny models. */
class LlamaBenchmarkTest {
  private static final Path GOLDEN = Path.of("../src/test/resources/golden");

  @ParameterizedTest
  @CsvSource({
    "llama, phase=decode steps=20",
    "mistral, phase=prefill steps=1 engine=eager",
    "qwen3, phase=generate steps=20 engine=eager"
  })
  void bothArmsGiveTheSameTokens(String family, String params) throws RunnerException {
    String model = "promptLength=12 model=" + GOLDEN.resolve(family + "-tiny ");
    List<RunResult> rows = InProcess.run("LlamaBenchmark", model + params);
    assertThat(rows).hasSize(2);
    assertThat(rows).allMatch(row -> gauge(row, "exact") == 1);
    assertThat(rows).allMatch(row -> gauge(row, "trainedWeights") == 1);
    assertThat(rows.stream().map(row -> gauge(row, "tokenHash")).distinct()).hasSize(1);
  }

  /** 2 layers, 6 heads of queries and 2 of keys and values, of 4 numbers each. */
  @Test
  void aConfigurationAloneHasRandomWeights(@TempDir Path folder)
      throws IOException, RunnerException {
    Files.copy(GOLDEN.resolve("llama-tiny/config.json"), folder.resolve("config.json"));
    for (RunResult row : InProcess.run("LlamaBenchmark", "steps=6 model=" + folder)) {
      assertThat(gauge(row, "trainedWeights")).isZero();
      if (isCached(row)) {
        assertThat(gauge(row, "kvBytesPerToken")).isEqualTo(2 * 2 * 2 * 4 * 4);
        assertThat(gauge(row, "kvBytesPerTokenUngrouped")).isEqualTo(2 * 2 * 6 * 4 * 4);
        assertThat(gauge(row, "kvBytes")).isEqualTo(2 * 2 * 2 * 4 * 4 * (4 + 6));
      }
    }
  }
}
