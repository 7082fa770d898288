package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class FittedCrossoverTest {
  private static final CostModel COST =
      new CostModel(TransformerConfig.article(), Optional.empty());

  private static double cached(long n) {
    return 3e-3 * n;
  }

  private static double uncached(long n) {
    return 2e-3 * n + COST.steps(1, n).flops() / 50e9;
  }

  /** Without a cache n tokens take 2 ms each and more; a sum over the tokens says from where on. */
  @Test
  void saysFromWhereOnTheCachePays() {
    int expected = 1;
    while (uncached(expected) <= cached(expected)) {
      expected++;
    }
    assertThat(expected).isGreaterThan(2);
    List<Row> rows = rows("shift", FittedCrossoverTest::cached, 4, 16, 64, 256);
    rows.addAll(rows("", FittedCrossoverTest::uncached, 4, 16, 64, 256));
    assertThat(FittedCrossover.of(rows))
        .containsExactly(
            "fitted for policy shift: the cache pays from "
                + expected
                + " tokens on; the curves miss the measured times by up to 0 % (cached) and 0 %"
                + " (uncached)");
    rows = rows("shift", FittedCrossoverTest::cached, 64, 128, 256);
    rows.addAll(rows("", FittedCrossoverTest::uncached, 64, 128, 256));
    assertThat(FittedCrossover.of(rows).get(0))
        .contains("from " + expected + " tokens on, which is shorter than what was measured;");
  }

  @Test
  void saysWhereItNeverPays() {
    List<Row> rows = rows("article", n -> 1.0 * n, 4, 16, 64);
    rows.addAll(rows("", n -> 0.5 * n, 4, 16, 64));
    assertThat(FittedCrossover.of(rows).get(0)).contains("the cache does not pay up to 64 tokens");
  }

  @Test
  void isSilentWhereThereIsNothingToFit() {
    List<Row> two = rows("shift", FittedCrossoverTest::cached, 4, 16);
    two.addAll(rows("", FittedCrossoverTest::uncached, 4, 16, 64));
    assertThat(FittedCrossover.of(two)).isEmpty();
    List<Row> unknown = rows("future", FittedCrossoverTest::cached, 4, 16, 64);
    unknown.addAll(rows("", FittedCrossoverTest::uncached, 4, 16, 64));
    assertThat(FittedCrossover.of(unknown)).isEmpty();
    assertThat(FittedCrossover.of(rows("shift", FittedCrossoverTest::cached, 4, 16, 64))).isEmpty();
  }

  private static List<Row> rows(String policy, LongToDoubleFunction seconds, long... lengths) {
    List<Row> rows = new ArrayList<>();
    for (long n : lengths) {
      rows.add(
          Results.row(
              "GenerateBenchmark." + (policy.isEmpty() ? "uncached" : "cached"),
              "blockSize=1024 embedSize=256 steps="
                  + n
                  + (policy.isEmpty() ? "" : " policy=" + policy),
              seconds.applyAsDouble(n)));
    }
    return rows;
  }
}
