package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Rung;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class LadderChartTest {
  private static final ChartContext CONTEXT = new ChartContext(Map.of(), "a device", "1");

  @Test
  void everyRungIsABarInItsOrder() {
    List<Rung> rungs =
        Rung.of(
            List.of(
                row("cached", "published", "float32", 0, 3),
                row("cached", "kernels", "float32", 1, 1),
                row("cached", "kernels", "bfloat16", 1, 0.5)));
    XYChart chart = LadderChart.draw(rungs, Arm.CACHED, CONTEXT).orElseThrow();
    assertThat(chart.getSeries("bar 1.0")).isNotNull();
    assertThat(chart.getSeries("bar 3.0").getXData()[1]).isEqualTo(3000 / 100.0);
    assertThat(chart.getSeries("bar 3.0").getLineColor())
        .isNotEqualTo(chart.getSeries("bar 2.0").getLineColor()); // approximate: pale
    assertThat(rungs)
        .extracting(rung -> LadderChart.name(rung, LadderChart.differing(rungs)))
        .containsExactly(
            "cached: as the article publishes it (approximate)",
            "cached: + fused attention, faster matrix products",
            "cached: + bfloat16");
  }

  @Test
  void barsOfSeveralLaddersCanBeToldApart() {
    List<Rung> rungs =
        Rung.of(
            List.of(
                SweepRows.with(row("cached", "mask", "float32", 0, 3), "steps", 128),
                row("cached", "step", "bfloat16", 1, 2),
                row("cached", "loop", "bfloat16", 1, 1)));
    assertThat(rungs)
        .extracting(rung -> LadderChart.name(rung, LadderChart.differing(rungs)))
        .containsExactly(
            "cached: + attends to filled slots only, steps 128 (approximate)",
            "cached: + TorchScript, one call a token + bfloat16, steps 100",
            "cached: + one call a generation + bfloat16, steps 100");
  }

  @Test
  void eachArmHasAChartOfItsOwn() {
    List<Rung> rungs =
        Rung.of(
            List.of(
                row("cached", "published", "float32", 0, 3),
                row("uncached", "published", "float32", 1, 90),
                row("uncached", "fused", "float32", 1, 60)));
    XYChart chart = LadderChart.draw(rungs, Arm.UNCACHED, CONTEXT).orElseThrow();
    assertThat(chart.getSeries("bar 2.0").getXData()[1]).isEqualTo(90_000 / 100.0);
    assertThat(chart.getSeries("bar 3.0")).isNull();
    assertThat(LadderChart.label(rungs.get(2), rungs)).isEqualTo("600 ms (1.50\u00d7 as fast)");
    assertThat(LadderChart.label(rungs.get(0), rungs)).isEqualTo("30.0 ms");
    assertThat(LadderChart.label(rungs.get(2), rungs.subList(2, 3))).isEqualTo("600 ms");
    assertThat(LadderChart.draw(rungs.subList(1, 3), Arm.CACHED, CONTEXT)).isEmpty();
  }

  @Test
  void withoutRungsThereIsNoChart() {
    assertThat(LadderChart.draw(List.of(), Arm.CACHED, CONTEXT)).isEmpty();
  }

  @Test
  void positionsMakeALineForEachPolicy() {
    List<Line> lines =
        PositionChart.lines(
            List.of(
                step("cached", "ring", "512"),
                step("cached", "ring", "16"),
                step("cached", "shift", "16"),
                step("uncached", "ring", "16")));
    assertThat(lines)
        .extracting(Line::name)
        .containsExactly("uncached", "cached (ring)", "cached (shift)");
    assertThat(lines.get(1).points()).extracting(Line.Point::steps).containsExactly(16.0, 512.0);
    assertThat(PositionChart.draw(List.of(), CONTEXT, Scale.AUTO)).isEmpty();
  }

  private static Row step(String arm, String policy, String position) {
    return new Row(
        "dev.kvbench.benchmarks.DecodeStepBenchmark." + arm,
        "ss",
        1,
        1,
        new TreeMap<>(Map.of("policy", policy, "position", position)),
        new Metric(400, Double.NaN, "us/op", List.of(List.of(400.0))),
        new TreeMap<>());
  }

  private static Row row(String arm, String rung, String dtype, double exact, double seconds) {
    return new Row(
        "dev.kvbench.benchmarks.LadderBenchmark." + arm,
        "ss",
        1,
        1,
        new TreeMap<>(Map.of("rung", rung, "dtype", dtype, "steps", "100")),
        new Metric(seconds, Double.NaN, "s/op", List.of(List.of(seconds))),
        new TreeMap<>(Map.of("exact", new Metric(exact, Double.NaN, "value", List.of()))));
  }
}
