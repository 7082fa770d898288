package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.Rows;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArmPairTest {
  private static final String OURS = "dev.kvbench.benchmarks.GenerateBenchmark.";

  private static Row row(String benchmark, double time, String... params) {
    Map<String, String> byName = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      byName.put(params[i], params[i + 1]);
    }
    return Rows.row(benchmark, byName, "s/op", time);
  }

  @Test
  void aPairSharesAllButWhatIsOfTheCache() {
    Row ring = row(OURS + "cached", 1, "steps", "8", "policy", "ring");
    Row shift = row(OURS + "cached", 2, "steps", "8", "policy", "shift", "cachedPercent", "50");
    Row longer = row(OURS + "cached", 2, "steps", "16", "policy", "ring");
    Row uncached = row(OURS + "uncached", 4, "steps", "8", "policy", "hop", "cachedPercent", "0");
    List<ArmPair> pairs = ArmPair.of(List.of(ring, shift, longer, uncached));
    assertThat(pairs).extracting(ArmPair::cached).containsExactly(ring, shift);
    assertThat(pairs.get(1).speedup().value()).isEqualTo(2);
    assertThat(pairs.get(1).isUnsure()).isFalse();
  }

  @Test
  void otherClassesUnitsAndBatchesAreNoPartners() {
    Row cached = row(OURS + "cached", 1);
    Row one = row(OURS + "uncached", 4);
    Row batchOf9 =
        new Row(one.benchmark(), "ss", 1, 9, 1, one.params(), one.primary(), one.secondary());
    assertThat(
            ArmPair.of(
                List.of(
                    cached,
                    row("dev.kvbench.benchmarks.BatchBenchmark.uncached", 4),
                    row(OURS + "uncached", 4, "engine", "eager"),
                    Rows.row(OURS + "uncached", Map.of(), "ms/op", 4),
                    batchOf9)))
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
    Row cached = Rows.row(OURS + "cached", Map.of(), "ops/s", 8);
    Row uncached = Rows.row(OURS + "uncached", Map.of(), "ops/s", 2);
    assertThat(ArmPair.of(List.of(uncached, cached)).get(0).speedup().value()).isEqualTo(4);
  }

  @Test
  void theUncachedArmMeasuredForSeveralPoliciesIsOneRowWithAllForks() {
    Row a = row(OURS + "uncached", 2, "policy", "ring");
    Row b = row(OURS + "uncached", 8, "policy", "shift");
    Row cached = row(OURS + "cached", 1, "policy", "ring");
    List<Row> merged = ArmPair.merged(List.of(a, cached, b));
    assertThat(merged).hasSize(2);
    assertThat(merged.get(0).forks()).isEqualTo(2);
    assertThat(merged.get(0).params()).isEmpty();
    assertThat(merged.get(1)).isEqualTo(cached);
    Estimate speedup = ArmPair.of(List.of(a, cached, b)).get(0).speedup();
    assertThat(speedup.value()).isCloseTo(4, org.assertj.core.data.Offset.offset(1e-12));
  }
}
