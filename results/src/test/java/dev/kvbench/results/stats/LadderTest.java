package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LadderTest {
  private static Row rung(String rung, String steps, String dtype, String unit, double score) {
    return new Row(
        "dev.kvbench.benchmarks.LadderBenchmark.cached",
        "ss",
        1,
        1,
        1,
        new TreeMap<>(Map.of("rung", rung, "steps", steps, "dtype", dtype)),
        new Metric(score, Double.NaN, unit, List.of()),
        new TreeMap<>());
  }

  private static final List<Row> ROWS =
      List.of(
          rung("published", "64", "float32", "s/op", 8),
          rung("published", "512", "float32", "s/op", 90),
          rung("published", "64", "float32", "ops/s", 2));

  @Test
  void aRungIsComparedWithTheFirstOfItsOwnLadderWhateverItsNumberFormat() {
    assertThat(Ladder.speedup(rung("ring", "64", "bfloat16", "s/op", 2), ROWS))
        .hasValueSatisfying(ratio -> assertThat(ratio.value()).isEqualTo(4, within(1e-12)));
    assertThat(Ladder.speedup(rung("ring", "128", "float32", "s/op", 2), ROWS)).isEmpty();
  }

  @Test
  void ofRatesMoreIsFaster() {
    assertThat(Ladder.speedup(rung("ring", "64", "float32", "ops/s", 6), ROWS))
        .hasValueSatisfying(ratio -> assertThat(ratio.value()).isEqualTo(3, within(1e-12)));
  }

  @Test
  void theFirstRungIsThePublishedOne() {
    assertThat(Ladder.isFirst(ROWS.get(0))).isTrue();
    assertThat(Ladder.isFirst(rung("ring", "64", "float32", "s/op", 1))).isFalse();
  }
}
