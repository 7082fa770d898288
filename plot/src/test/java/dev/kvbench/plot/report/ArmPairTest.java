package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmPairTest {
  private static final String BENCHMARK = "DecodeStepBenchmark";

  private static Row row(String method, String unit, double... values) {
    Row row = Samples.row(BENCHMARK + "." + method, Map.of("position", "64"), values);
    Metric metric = row.primary();
    return row.withPrimary(new Metric(metric.score(), metric.scoreError(), unit, metric.rawData()));
  }

  private static List<ArmPair> pairs(String unit) {
    return ArmPair.of(
        List.of(row("uncached", unit, 10, 10.1), row("cached", unit, 2, 2.02)), BENCHMARK);
  }

  @Test
  void aShortTimeIsFast() {
    ArmPair pair = pairs("us/op").get(0);
    assertThat(pair.ratio().value()).isCloseTo(5, within(0.1));
  }

  @Test
  void aLowRateIsSlow() {
    ArmPair pair = pairs("ops/us").get(0);
    assertThat(pair.ratio().value()).isCloseTo(0.2, within(0.01));
    assertThat(pair.ratio().low()).isLessThan(0.2);
    assertThat(pair.ratio().high()).isGreaterThan(0.2).isLessThan(1);
  }

  @Test
  void whatIsNeitherHasNoRatio() {
    assertThat(pairs("B")).isEmpty();
    assertThat(pairs("ops/B")).isEmpty();
    assertThat(
            ArmPair.of(List.of(row("uncached", "us/op", 1), row("cached", "ops/us", 1)), BENCHMARK))
        .isEmpty();
  }

  @Test
  void theTableCallsARateARate() {
    List<Row> times = List.of(row("cached", "us/op", 1));
    List<Row> rates = List.of(row("cached", "ops/us", 1));
    assertThat(RowsTable.of("id", "run", times).toString()).contains(">time</th>", "; time is the");
    assertThat(RowsTable.of("id", "run", rates).toString()).contains(">rate</th>", "; rate is the");
    assertThat(RowsTable.of("id", "run", List.of(times.get(0), rates.get(0))).toString())
        .contains(">value</th>", "; value is the");
  }
}
