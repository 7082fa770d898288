package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kvbench.results.Rows;
import dev.kvbench.results.jmh.Row;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThroughputTest {
  private static final String STEP = "dev.kvbench.benchmarks.DecodeStepBenchmark.cached";

  private static Optional<Estimate> rate(
      String benchmark, String unit, double tokens, double... forks) {
    Row row = Rows.row(benchmark, Map.of(), unit, forks);
    return Throughput.tokensPerSecond(
        row.withSecondary(
            new TreeMap<>(Map.of("tokensPerOperation", Rows.metric("value", tokens)))));
  }

  @ParameterizedTest
  @CsvSource({"s/op, 256", "ms/op, 256000", "us/op, 256000000", "ops/s, 1024"})
  void tokensOfAnOperationDividedByItsTime(String unit, double expected) {
    assertThat(rate(STEP, unit, 512, 2).orElseThrow().value())
        .isCloseTo(expected, withinPercentage(1e-9));
  }

  @Test
  void theLongestTimeGivesTheLowestRate() {
    Estimate rate = rate(STEP, "s/op", 1, 0.9, 1.0, 1.1).orElseThrow();
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
    assertThat(rate(benchmark, unit, 8, 1)).isEmpty();
  }
}
