package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class BatchChartTest {
  private static final ChartContext CONTEXT = new ChartContext(Map.of(), "a device", "1");

  @Test
  void tokensOfAllSequencesASecondMakeALineForEachArm() {
    List<Line> lines =
        BatchChart.lines(
            List.of(
                SweepRows.batch("cached", 16, 0.5),
                SweepRows.batch("cached", 1, 0.25),
                SweepRows.batch("uncached", 1, 1)));
    assertThat(lines).extracting(Line::name).containsExactly("uncached", "cached (ring)");
    assertThat(lines.get(1).points()).extracting(Line.Point::steps).containsExactly(1.0, 16.0);
    assertThat(lines.get(1).points().get(0).value()).isCloseTo(64 / 0.25, within(1e-9));
    assertThat(lines.get(1).points().get(1).value()).isCloseTo(16 * 64 / 0.5, within(1e-9));
  }

  @Test
  void theLongestTimeIsTheLowestRate() {
    Row row = SweepRows.batch("cached", 4, 0.5);
    Estimate seconds = Estimates.of(row);
    Estimate tokens = BatchChart.lines(List.of(row)).get(0).points().get(0).estimate();
    assertThat(tokens.low()).isEqualTo(4 * 64 / seconds.high()).isLessThan(tokens.value());
    assertThat(tokens.high()).isEqualTo(4 * 64 / seconds.low());
    assertThat(tokens.forks()).isEqualTo(5);
  }

  @Test
  void linesAreNamedByWhatSetsThemApart() {
    assertThat(
            BatchChart.lines(
                List.of(
                    SweepRows.with(SweepRows.batch("cached", 1, 1), "dtype", "float32"),
                    SweepRows.with(SweepRows.batch("cached", 1, 1), "dtype", "bfloat16"))))
        .extracting(Line::name)
        .containsExactly("cached (ring), dtype bfloat16", "cached (ring), dtype float32");
  }

  @Test
  void approximateAnswersAreMarked() {
    Row one = SweepRows.metric(SweepRows.batch("cached", 1, 1), "exact", 0);
    Row eight = SweepRows.metric(SweepRows.batch("cached", 8, 1), "exact", 0);
    assertThat(BatchChart.lines(List.of(one, eight)).get(0).name())
        .isEqualTo("cached (ring), approximate");
    Row exact = SweepRows.metric(one, "exact", 1);
    assertThat(BatchChart.lines(List.of(exact, eight)).get(0).name())
        .isEqualTo("cached (ring), approximate in part");
  }

  @Test
  void batchSizesAreLabelledInPowersOfTwo() {
    XYChart chart =
        BatchChart.draw(
                List.of(SweepRows.batch("cached", 1, 1), SweepRows.batch("cached", 8, 1)),
                CONTEXT,
                Scale.AUTO)
            .orElseThrow();
    assertThat(chart.getStyler().getXAxisTickLabelsFormattingFunction().apply(2.0)).isEqualTo("4");
    assertThat(chart.getXAxisTitle()).isEqualTo("sequences side by side (batch size)");
    assertThat(chart.getYAxisTitle()).isEqualTo("tokens a second, all sequences together");
  }

  @Test
  void withoutItsRowsThereIsNoChart() {
    assertThat(BatchChart.draw(Runs.quick(), CONTEXT, Scale.AUTO)).isEmpty();
    Row countless = SweepRows.with(SweepRows.batch("cached", 1, 1), "steps", "many");
    assertThat(BatchChart.lines(List.of(countless))).isEmpty();
  }
}
