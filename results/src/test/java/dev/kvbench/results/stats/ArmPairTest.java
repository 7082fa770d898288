package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArmPairTest {
  private static Row row(
      String benchmark, int batchSize, String unit, Map<String, String> params, double time) {
    return new Row(
        benchmark.contains(".acme.") ? benchmark : "dev.kvbench.benchmarks." + benchmark,
        "ss",
        1,
        batchSize,
        1,
        new TreeMap<>(params),
        new Metric(time, Double.NaN, unit, List.of(List.of(time))),
        new TreeMap<>());
  }

  private static Row row(String benchmark, double time, String... params) {
    Map<String, String> byName = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      byName.put(params[i], params[i + 1]);
    }
    return row(benchmark, 1, "s/op", byName, time);
  }

  @Test
  void aPairSharesAllButThePolicy() {
    Row ring = row("GenerateBenchmark.cached", 1, "steps", "8", "policy", "ring");
    Row shift = row("GenerateBenchmark.cached", 2, "steps", "8", "policy", "shift");
    Row longer = row("GenerateBenchmark.cached", 2, "steps", "16", "policy", "ring");
    Row uncached = row("GenerateBenchmark.uncached", 4, "steps", "8", "policy", "hop");
    List<ArmPair> pairs = ArmPair.of(List.of(ring, shift, longer, uncached));
    assertThat(pairs).extracting(ArmPair::cached).containsExactly(ring, shift);
    assertThat(pairs.get(1).speedup().value()).isEqualTo(2);
    assertThat(pairs.get(1).isUnsure()).isFalse();
  }

  @Test
  void otherClassesUnitsAndBatchesAreNoPartners() {
    Row cached = row("GenerateBenchmark.cached", 1);
    assertThat(
            ArmPair.of(
                List.of(
                    cached,
                    row("BatchBenchmark.uncached", 4),
                    row("GenerateBenchmark.uncached", 4, "engine", "eager"),
                    row("GenerateBenchmark.uncached", 1, "ms/op", Map.of(), 4),
                    row("GenerateBenchmark.uncached", 9, "s/op", Map.of(), 4))))
        .isEmpty();
    assertThat(
            ArmPair.of(
                List.of(
                    row("com.acme.GenerateBenchmark.cached", 1),
                    row("com.acme.GenerateBenchmark.uncached", 2))))
        .isEmpty();
  }

  @Test
  void ofRatesMoreIsFaster() {
    Row cached = row("GenerateBenchmark.cached", 1, "ops/s", Map.of(), 8);
    Row uncached = row("GenerateBenchmark.uncached", 1, "ops/s", Map.of(), 2);
    assertThat(ArmPair.of(List.of(uncached, cached)).get(0).speedup().value()).isEqualTo(4);
  }

  @Test
  void theUncachedArmMeasuredForSeveralPoliciesIsOneRowWithAllForks() {
    Row a = row("GenerateBenchmark.uncached", 2, "policy", "ring");
    Row b = row("GenerateBenchmark.uncached", 8, "policy", "shift");
    Row cached = row("GenerateBenchmark.cached", 1, "policy", "ring");
    List<Row> merged = ArmPair.merged(List.of(a, cached, b));
    assertThat(merged).hasSize(2);
    assertThat(merged.get(0).forks()).isEqualTo(2);
    assertThat(merged.get(0).params()).isEmpty();
    assertThat(merged.get(1)).isEqualTo(cached);
    Estimate speedup = ArmPair.of(List.of(a, cached, b)).get(0).speedup();
    assertThat(speedup.value()).isCloseTo(4, org.assertj.core.data.Offset.offset(1e-12));
  }
}
