package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RungTest {
  @Test
  void readsRowsOfTheLadderInTheirOrder() {
    List<Rung> rungs =
        Rung.of(
            List.of(
                row("LadderBenchmark.uncached", Map.of("rung", "published", "steps", "512"), 1),
                row("GenerateBenchmark.cached", Map.of("steps", "512"), 1),
                row("LadderBenchmark.cached", Map.of("rung", "mask", "steps", "no"), 1),
                row(
                    "LadderBenchmark.cached",
                    Map.of("rung", "kernels", "dtype", "bfloat16", "steps", "100"),
                    0)));
    assertThat(rungs).extracting(Rung::name).containsExactly("published", "kernels");
    assertThat(rungs).extracting(Rung::arm).containsExactly(Arm.UNCACHED, Arm.CACHED);
    assertThat(rungs).extracting(Rung::exact).containsExactly(true, false);
    assertThat(rungs).extracting(Rung::dtype).containsExactly("float32", "bfloat16");
    assertThat(rungs.get(0).isFirst()).isTrue();
    Estimate time = rungs.get(1).millisecondsPerToken();
    assertThat(time.value()).isCloseTo(2000.0 / 100, within(1e-9));
    assertThat(time.low()).isLessThan(time.value());
    assertThat(time.high()).isGreaterThan(time.value());
  }

  @Test
  void aLadderBeginsInItsOwnSetting() {
    List<Rung> rungs =
        Rung.of(
            List.of(
                row("LadderBenchmark.cached", Map.of("rung", "published", "steps", "128"), 0),
                row("LadderBenchmark.uncached", Map.of("rung", "published", "steps", "512"), 1),
                row("LadderBenchmark.cached", Map.of("rung", "published", "steps", "512"), 0),
                row("LadderBenchmark.cached", Map.of("rung", "ring", "steps", "512"), 1),
                row(
                    "LadderBenchmark.cached",
                    Map.of("rung", "ring", "dtype", "bfloat16", "steps", "128"),
                    1),
                row(
                    "LadderBenchmark.cached",
                    Map.of("rung", "ring", "steps", "512", "batchSize", "4"),
                    1)));
    assertThat(rungs.get(3).first(rungs)).containsSame(rungs.get(2));
    assertThat(rungs.get(4).first(rungs)).containsSame(rungs.get(0));
    assertThat(rungs.get(4).setting()).isEqualTo(Map.of("steps", "128"));
    assertThat(rungs.get(5).first(rungs)).isEmpty();
  }

  private static Row row(String benchmark, Map<String, String> params, double exact) {
    return new Row(
        "dev.kvbench.benchmarks." + benchmark,
        "ss",
        1,
        2,
        new TreeMap<>(params),
        new Metric(2, Double.NaN, "s/op", List.of(List.of(1.9), List.of(2.1052631578947367))),
        new TreeMap<>(
            Map.of("exact", new Metric(exact, Double.NaN, "value", List.of(List.of(exact))))));
  }
}
