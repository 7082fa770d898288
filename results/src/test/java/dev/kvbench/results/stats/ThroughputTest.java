package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ThroughputTest {
  private static Optional<Estimate> rate(
      String benchmark, String unit, Map<String, String> params, double... forks) {
    List<List<Double>> raw = java.util.Arrays.stream(forks).mapToObj(List::<Double>of).toList();
    return Throughput.tokensPerSecond(
        new Row(
            benchmark,
            "ss",
            1,
            forks.length,
            new TreeMap<>(params),
            new Metric(99, Double.NaN, unit, raw),
            new TreeMap<>()));
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

  @Test
  void otherRowsMakeNoTokens() {
    assertThat(rate("com.acme.GenerateBenchmark.cached", "s/op", Map.of("steps", "8"), 1))
        .isEmpty();
    assertThat(rate("dev.kvbench.benchmarks.CacheUpdateBenchmark.write", "s/op", Map.of(), 1))
        .isEmpty();
    assertThat(rate("dev.kvbench.benchmarks.GenerateBenchmark.cached", "B/op", Map.of(), 1))
        .isEmpty();
  }
}
