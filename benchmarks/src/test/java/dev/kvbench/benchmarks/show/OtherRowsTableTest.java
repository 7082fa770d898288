package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OtherRowsTableTest {
  @Test
  void aRowHasItsTimeItsIntervalAndItsNinetiethPercentile() {
    List<Double> fork = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      fork.add(100.0 + i);
    }
    fork.add(500.0); // an iteration in ten that took long
    String table =
        OtherRowsTable.of(
                List.of(
                    row("DecodeStepBenchmark.cached", "16", List.of(fork, fork)),
                    row("DecodeStepBenchmark.cached", "512", List.of(List.of(7.0)))))
            .orElseThrow();
    List<String> lines = table.lines().map(String::strip).toList();
    assertThat(lines.get(0))
        .startsWith("benchmark")
        .contains("position", "p90", "tok/s", "MBU")
        .doesNotContain("MFU", "as published");
    // Position 0.9 · (20 + 1) = 18.9 of twenty iterations, of which the last two are 500.
    assertThat(lines.get(1).split("  +"))
        .containsExactly(
            "DecodeStepBenchmark.cached",
            "16",
            "106",
            "us/op",
            "106 to 106",
            "461",
            "9479",
            "31 %",
            "-25.0 %",
            "exact");
    assertThat(lines.get(2)).contains("7.00").contains("none: 1 fork");
  }

  @Test
  void generationsHaveATableOfTheirOwn() {
    Row generation = row("GenerateBenchmark.cached", "16", List.of(List.of(1.0)));
    Row known = generation.withParams(new TreeMap<>(Map.of("steps", "8")));
    assertThat(OtherRowsTable.of(List.of(known))).isEmpty();
    assertThat(OtherRowsTable.of(List.of(generation))).as("of unknown length").isPresent();
  }

  @Test
  void everyLengthIsComparedWithItsOwnPublishedRow() {
    List<List<String>> lines =
        cells(
            rung("published", "float32", "128", 2),
            rung("published", "float32", "512", 12),
            rung("kernels", "float32", "128", 1),
            rung("kernels", "float32", "512", 3),
            rung("kernels", "bfloat16", "512", 2),
            rung("kernels", "float32", "1000", 1));
    assertThat(lines.get(0)).containsSubsequence("dtype", "steps", "as published");
    int steps = lines.get(0).indexOf("steps");
    int factor = lines.get(0).indexOf("as published");
    assertThat(lines.subList(1, 7))
        .extracting(line -> line.get(steps) + ": " + line.get(factor))
        .containsExactly(
            "128: 1.00× as fast",
            "512: 1.00× as fast",
            "128: 2.00× as fast",
            "512: 4.00× as fast",
            "512: 6.00× as fast",
            "1000: -");
  }

  private static List<List<String>> cells(Row... rows) {
    return OtherRowsTable.of(List.of(rows))
        .orElseThrow()
        .lines()
        .map(line -> List.of(line.trim().split("  +")))
        .toList();
  }

  private static Row rung(String rung, String dtype, String steps, double seconds) {
    return Results.row(
        "LadderBenchmark.cached",
        "blockSize=1024 rung=" + rung + " dtype=" + dtype + " steps=" + steps,
        seconds);
  }

  private static Row row(String name, String position, List<List<Double>> forks) {
    Row row =
        Results.row(name, "position=" + position, 1)
            .withPrimary(new Metric(1, Double.NaN, "us/op", forks));
    Row exact = Results.with(row, "exact", 1);
    return Results.with(Results.with(exact, "mbu", 0.312), "predictedToMeasured", 0.75);
  }
}
