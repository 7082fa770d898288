package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class PositionChartTest {
  private static final ChartContext CONTEXT = new ChartContext(Map.of(), "a device", "1");
  private static final String CACHED =
      "predicted from the ceilings: cached (memory read at full bandwidth)";
  private static final String UNCACHED =
      "predicted from the ceilings: uncached (arithmetic at full rate)";

  @Test
  void theCeilingsMakeALineForEachArmInMicroseconds() {
    List<Row> rows =
        List.of(cached("ring", 16, 2e6, 10), cached("ring", 512, 4e6, 10), uncached(16, 5e6, 100));
    List<Line> lines = PositionChart.predicted(rows);
    assertThat(lines).extracting(Line::name).containsExactly(UNCACHED, CACHED);
    assertThat(lines.get(0).points()).extracting(Line.Point::value).containsExactly(50.0);
    assertThat(lines.get(1).points()).extracting(Line.Point::steps).containsExactly(16.0, 512.0);
    assertThat(lines.get(1).points()).extracting(Line.Point::value).containsExactly(200.0, 400.0);
    XYChart chart = PositionChart.draw(rows, CONTEXT, Scale.AUTO).orElseThrow();
    assertThat(chart.getSeries(CACHED).isShowInLegend()).isTrue();
    assertThat(chart.getSeries(UNCACHED)).isNotNull();
  }

  @Test
  void theRingIsTakenAndElseTheFirstPolicyByName() {
    List<Line> lines =
        PositionChart.predicted(
            List.of(
                cached("article", 16, 8e6, 10),
                cached("ring", 16, 2e6, 10),
                cached("shift", 512, 6e6, 10),
                cached("growing", 512, 4e6, 10)));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).points()).extracting(Line.Point::value).containsExactly(200.0, 400.0);
  }

  @Test
  void everySequenceOfABatchCounts() {
    Row row = SweepRows.with(cached("ring", 16, 2e6, 10), "batchSize", 4);
    assertThat(PositionChart.predicted(List.of(row)).get(0).points().get(0).value()).isEqualTo(800);
  }

  @Test
  void everySettingHasItsOwnCeilings() {
    List<Row> rows =
        List.of(
            SweepRows.with(cached("ring", 16, 4e6, 10), "dtype", "float32"),
            SweepRows.with(cached("ring", 16, 2e6, 10), "dtype", "bfloat16"),
            SweepRows.with(cached("shift", 512, 3e6, 10), "dtype", "bfloat16"));
    List<Line> lines = PositionChart.predicted(rows);
    assertThat(lines)
        .extracting(Line::name)
        .containsExactly(CACHED + ", dtype bfloat16", CACHED + ", dtype float32");
    assertThat(lines.get(0).points()).extracting(Line.Point::value).containsExactly(200.0, 300.0);
    assertThat(lines.get(1).points()).extracting(Line.Point::value).containsExactly(400.0);
    assertThat(lines.get(0).pen()).isNotEqualTo(lines.get(1).pen());
    assertThat(PositionChart.draw(rows, CONTEXT, Scale.AUTO)).isPresent();
  }

  @Test
  void anApproximateAnswerIsMarked() {
    List<Row> rows =
        List.of(
            exact("cached", "shift", 3000, 0), // not in the order of positions
            exact("cached", "shift", 16, 1),
            exact("cached", "article", 16, 0),
            exact("cached", "article", 3000, 0),
            exact("cached", "ring", 16, 1),
            exact("cached", "odd", 16, 0),
            exact("cached", "odd", 3000, 1),
            exact("uncached", "ring", 16, 1));
    assertThat(PositionChart.lines(rows))
        .extracting(Line::name)
        .containsExactly(
            "uncached",
            "cached (article), approximate",
            "cached (odd), approximate in part",
            "cached (ring)",
            "cached (shift), approximate past the window");
  }

  @Test
  void manyPoliciesHaveAChartOfTheirOwn() {
    List<Row> rows =
        List.of(
            SweepRows.step("uncached", "shift", 16, 90000),
            SweepRows.step("cached", "growing", 16, 900),
            SweepRows.step("cached", "hop", 16, 900),
            SweepRows.step("cached", "ring", 16, 900),
            SweepRows.step("cached", "shift", 16, 900));
    XYChart both = PositionChart.draw(rows, CONTEXT, Scale.AUTO).orElseThrow();
    assertThat(names(both)).contains("uncached", "cached (ring)").doesNotContain("cached (shift)");
    XYChart policies = PositionChart.drawPolicies(rows, CONTEXT, Scale.AUTO).orElseThrow();
    assertThat(names(policies))
        .contains("cached (growing)", "cached (hop)", "cached (ring)", "cached (shift)")
        .doesNotContain("uncached");
    double[] places =
        Stream.of("growing", "hop", "ring", "shift")
            .mapToDouble(policy -> policies.getSeries("cached (" + policy + ")").getXData()[0])
            .toArray();
    assertThat(places).as("beside each other").isSorted().doesNotHaveDuplicates();
    assertThat(PositionChart.drawPolicies(rows.subList(0, 4), CONTEXT, Scale.AUTO)).isEmpty();
    assertThat(PositionChart.drawPolicies(rows.subList(1, 5), CONTEXT, Scale.AUTO))
        .as("the chart of both arms shows them, there being one")
        .isEmpty();
  }

  @Test
  void withoutTheMetricsThereIsNoLine() {
    Row bare = SweepRows.step("cached", "ring", 16, 400);
    assertThat(PositionChart.predicted(List.of(bare))).isEmpty();
    Row half = SweepRows.metric(bare, "bytesPerToken", 2e6);
    assertThat(PositionChart.predicted(List.of(half))).isEmpty();
    assertThat(PositionChart.predicted(List.of(half, cached("ring", 512, 4e6, 10))).get(0).points())
        .extracting(Line.Point::steps)
        .containsExactly(512.0);
  }

  private static List<String> names(XYChart chart) {
    return chart.getSeriesCollection().stream().map(XYSeries::getName).toList();
  }

  private static Row exact(String arm, String policy, int position, double exact) {
    return SweepRows.metric(SweepRows.step(arm, policy, position, 900), "exact", exact);
  }

  private static Row cached(String policy, int position, double bytes, double gigabytes) {
    Row row = SweepRows.step("cached", policy, position, 900);
    row = SweepRows.metric(row, "bytesPerToken", bytes);
    return SweepRows.metric(row, "ceilingGigabytesPerSecond", gigabytes);
  }

  private static Row uncached(int position, double flops, double gigaflops) {
    Row row = SweepRows.step("uncached", "ring", position, 900);
    row = SweepRows.metric(row, "flopsPerToken", flops);
    return SweepRows.metric(row, "ceilingGigaflops", gigaflops);
  }
}
