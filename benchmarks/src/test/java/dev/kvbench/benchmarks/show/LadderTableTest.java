package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LadderTableTest {
  @Test
  void everyLengthIsComparedWithItsOwnPublishedRow() {
    List<List<String>> lines =
        cells(
            row("published", "float32", "128", 2),
            row("published", "float32", "512", 12),
            row("kernels", "float32", "128", 1),
            row("kernels", "float32", "512", 3),
            row("kernels", "bfloat16", "512", 2),
            row("kernels", "float32", "1000", 1));
    assertThat(lines.get(0)).containsSubsequence("dtype", "steps", "ms/token", "than published");
    int steps = lines.get(0).indexOf("steps");
    int factor = lines.get(0).indexOf("than published");
    assertThat(lines.subList(1, 7))
        .extracting(line -> line.get(steps) + ": " + line.get(factor))
        .containsExactly(
            "128: 1.00× faster",
            "512: 1.00× faster",
            "128: 2.00× faster",
            "512: 4.00× faster",
            "512: 6.00× faster",
            "1000: -");
  }

  @Test
  void whatAllRungsShareHasNoColumn() {
    assertThat(
            cells(row("published", "float32", "512", 2), row("ring", "float32", "512", 1)).get(0))
        .doesNotContain("steps", "blockSize");
  }

  @Test
  void withoutRungsThereIsNoTable() {
    assertThat(LadderTable.of(List.of())).isEmpty();
  }

  private static List<List<String>> cells(Row... rows) {
    return LadderTable.of(List.of(rows))
        .orElseThrow()
        .lines()
        .map(line -> List.of(line.trim().split("  +")))
        .toList();
  }

  private static Row row(String rung, String dtype, String steps, double seconds) {
    return new Row(
        "dev.kvbench.benchmarks.LadderBenchmark.cached",
        "ss",
        1,
        1,
        new TreeMap<>(Map.of("rung", rung, "dtype", dtype, "steps", steps, "blockSize", "1024")),
        new Metric(seconds, Double.NaN, "s/op", List.of(List.of(seconds))),
        new TreeMap<>());
  }
}
