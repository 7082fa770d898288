package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.Rows;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThroughputTest {
  private static Optional<Estimate> rate(
      String benchmark, String unit, Map<String, String> params, double... forks) {
    return Throughput.tokensPerSecond(Rows.row(benchmark, params, unit, forks));
  }

  private static double value(String benchmark, String unit, Map<String, String> params) {
    return rate("dev.kvbench.benchmarks." + benchmark, unit, params, 2).orElseThrow().value();
  }

  @Test
  void tokensOfAnOperationDividedByItsTime() {
    Map<String, String> generation = Map.of("steps", "64", "batchSize", "8");
    assertThat(value("BatchBenchmark.cached", "s/op", generation)).isEqualTo(256);
    assertThat(value("GenerateBenchmark.uncached", "ms/op", generation)).isEqualTo(256_000);
    assertThat(value("LadderBenchmark.cached", "ops/s", generation)).isEqualTo(1024);
    assertThat(value("DecodeStepBenchmark.cached", "us/op", Map.of("position", "16")))
        .isCloseTo(500_000, within(1e-6));
    Map<String, String> prompt = Map.of("promptLength", "16", "batchSize", "2");
    assertThat(value("PrefillBenchmark.cached", "s/op", prompt)).isEqualTo(16);
    Map<String, String> gpt2 = Map.of("promptLength", "16", "steps", "1", "phase", "prefill");
    assertThat(value("Gpt2Benchmark.cached", "s/op", gpt2)).isEqualTo(8);
  }

  @Test
  void theLongestTimeGivesTheLowestRate() {
    Estimate rate =
        rate("dev.kvbench.benchmarks.DecodeStepBenchmark.cached", "s/op", Map.of(), 0.9, 1.0, 1.1)
            .orElseThrow();
    assertThat(rate.low()).isLessThan(rate.value());
    assertThat(rate.high()).isGreaterThan(rate.value());
    assertThat(rate.forks()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.GenerateBenchmark.cached, s/op",
    "dev.kvbench.benchmarks.CacheUpdateBenchmark.write, s/op",
    "dev.kvbench.benchmarks.GenerateBenchmark.cached, B/op"
  })
  void otherRowsMakeNoTokens(String benchmark, String unit) {
    assertThat(rate(benchmark, unit, Map.of("steps", "8"), 1)).isEmpty();
  }
}
