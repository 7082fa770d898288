package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.CrossoverGrid.Border;
import dev.kvbench.plot.CrossoverGrid.Cell;
import dev.kvbench.results.jmh.Row;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class CrossoverChartTest {
  private static final ChartContext CONTEXT = new ChartContext(Map.of(), "a device", "1");

  @Test
  void everyModelWithBothArmsIsACellWithItsRatio() {
    List<Row> rows = crossing();
    assertThat(CrossoverGrid.of(rows).cells())
        .extracting(CrossoverChart::text)
        .containsExactly("0.50×", "2.0×", "1.5×", "40×");
    XYChart chart = draw(rows);
    assertThat(Arrays.stream(chart.getSeries("cell 8 64").getXData()))
        .allMatch(x -> Math.abs(x) < 0.5);
    assertThat(Arrays.stream(chart.getSeries("cell 32 128").getYData()))
        .allMatch(y -> Math.abs(y - 1) < 0.5);
  }

  @Test
  void axesAreLabelledByTheirSizes() {
    XYChart chart = draw(crossing());
    Function<Double, String> blocks = chart.getStyler().getXAxisTickLabelsFormattingFunction();
    Function<Double, String> embeds = chart.getStyler().getYAxisTickLabelsFormattingFunction();
    assertThat(List.of(blocks.apply(0.0), blocks.apply(0.5), blocks.apply(1.0)))
        .containsExactly("8", "", "32");
    assertThat(embeds.apply(1.0)).isEqualTo("128");
    assertThat(blocks.apply(-0.5)).isNotEqualTo(blocks.apply(1.5));
  }

  @Test
  void aSingleBlockSizeIsNamedByItsAxis() {
    assertThat(draw(SweepRows.models("short", 1024, 64, 2, 2)).getXAxisTitle())
        .isEqualTo("block size (longest context, in tokens): 1\u00a0024");
  }

  @Test
  void aMissingPartnerLeavesTheCellEmpty() {
    List<Row> rows = new ArrayList<>(crossing());
    rows.add(SweepRows.crossover("cached", "short", 128, 64, 100));
    rows.add(SweepRows.crossover("uncached", "short", 128, 128, 100));
    CrossoverGrid grid = CrossoverGrid.of(rows);
    assertThat(grid.blocks()).containsExactly(8, 32, 128);
    assertThat(grid.cells()).hasSize(4);
    assertThat(draw(rows).getSeries("cell 128 64")).isNull();
    assertThat(
            CrossoverGroup.of(List.of(rows.get(0), rows.get(3))).stream()
                .map(group -> CrossoverChart.draw(group, CONTEXT)))
        .containsExactly(Optional.empty());
  }

  @Test
  void linesRunWhereTheFasterArmChanges() {
    CrossoverGrid grid = CrossoverGrid.of(crossing());
    assertThat(grid.crossing(Cell::ratio))
        .containsExactly(new Border(0.5, -0.5, 0.5, 0.5), new Border(-0.5, 0.5, 0.5, 0.5));
    assertThat(grid.crossing(Cell::predictedAhead))
        .containsExactly(new Border(-0.5, 0.5, 0.5, 0.5), new Border(0.5, 0.5, 1.5, 0.5));
    XYChart chart = draw(crossing());
    assertThat(legend(chart)).containsExactly(CrossoverChart.MEASURED, CrossoverChart.PREDICTED);
    assertThat(chart.getSeries(CrossoverChart.MEASURED).getXData())
        .containsExactly(0.5, 0.5, 0.5, -0.5, 0.5, 0.5);
    assertThat(chart.getSeries(CrossoverChart.PREDICTED).getLineStyle().getDashArray())
        .isNotEmpty();
  }

  @Test
  void aRatioOfOneBelongsToTheCachedArm() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 1, 0.9));
    rows.addAll(SweepRows.models("short", 32, 64, 2, 1));
    CrossoverGrid grid = CrossoverGrid.of(rows);
    assertThat(grid.crossing(Cell::predictedAhead)).hasSize(1);
    assertThat(grid.crossing(Cell::ratio)).isEmpty();
  }

  /** Both arms read the same weights; that one's processes read them faster is no prediction. */
  @Test
  void theArmsArePredictedFromTheSameCeilings() {
    List<Row> rows =
        List.of(
            predicted("cached", 8, 512, 1200, 100, 40, 100), // 100 of calls, 1000 of reading
            predicted("uncached", 8, 512, 1000, 100, 50, 100)); // the same: 1100 to 900
    Cell cell = CrossoverGrid.of(rows).cells().get(0);
    assertThat(cell.predicted()).isEqualTo(1, within(1e-9));
    assertThat(words(rows))
        .anyMatch(words -> words.contains("predicted: the cached arm is as fast"));
    List<Row> bound =
        List.of(
            predicted("cached", 8, 64, 100, 100, 40, 100),
            predicted("uncached", 8, 64, 100, 50, 40, 100));
    assertThat(CrossoverGrid.of(bound).cells().get(0).predicted()).isLessThan(0.96);
  }

  private static Row predicted(
      String arm,
      int block,
      int embed,
      double micros,
      double calls,
      double bandwidth,
      double peak) {
    double bytes = 40e6;
    Row row = SweepRows.crossover(arm, "long", block, embed, micros);
    row = SweepRows.metric(row, "bytesPerToken", bytes);
    row = SweepRows.metric(row, "flopsPerToken", 2 * bytes / 4);
    row = SweepRows.metric(row, "ceilingGigabytesPerSecond", bandwidth);
    row = SweepRows.metric(row, "ceilingGigaflops", peak);
    return SweepRows.metric(row, "predictedMicroseconds", calls + bytes / bandwidth / 1e3);
  }

  @Test
  void lessThanTheCeilingsNoiseIsNoCrossing() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 2, 0.97));
    rows.addAll(SweepRows.models("short", 32, 64, 2, 1.5));
    assertThat(CrossoverGrid.of(rows).crossing(Cell::predictedAhead)).isEmpty();
    assertThat(words(rows))
        .anyMatch(
            words ->
                words.endsWith("predicted: the cached arm is as fast or faster everywhere here"));
  }

  @Test
  void withoutACrossingTheSubtitleSaysWhoIsAhead() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 1.5, 0.9));
    rows.addAll(SweepRows.models("short", 32, 64, 2, 0.8));
    assertThat(words(rows))
        .contains(
            "measured: the cached arm is faster everywhere here; predicted: the uncached arm is"
                + " faster everywhere here");
    assertThat(legend(draw(rows))).isEmpty();
    assertThat(words(crossing())).noneMatch(words -> words.contains("everywhere"));
  }

  @Test
  void withoutPredictionsThereIsNoPredictedLine() {
    List<Row> rows =
        List.of(
            SweepRows.crossover("cached", "long", 8, 64, 100),
            SweepRows.crossover("uncached", "long", 8, 64, 50),
            SweepRows.crossover("cached", "long", 32, 64, 100),
            SweepRows.crossover("uncached", "long", 32, 64, 200));
    assertThat(legend(draw(rows))).containsExactly(CrossoverChart.MEASURED);
    assertThat(words(rows)).contains("predicted: not known");
  }

  @Test
  void whatNoiseMayHaveDecidedIsMarked() {
    List<Row> rows = SweepRows.models("short", 8, 64, 1.01, 2);
    assertThat(CrossoverChart.text(CrossoverGrid.of(rows).cells().get(0))).isEqualTo("1.0× ?");
    assertThat(words(rows)).anyMatch(words -> words.startsWith("?: its 95 % interval"));
    assertThat(words(crossing())).contains("no cell's 95 % interval over forks includes 1");
  }

  @Test
  void armsThatComputeDifferentFunctionsAreNotComparedInSilence() {
    String different =
        "past the window the cached and the uncached arm compute different functions";
    String approximate = "approximate: cached answers here are not the uncached model's";
    assertThat(words(exact("long", 0))).contains(different).doesNotContain(approximate);
    assertThat(words(exact("short", 0))).contains(approximate).doesNotContain(different);
    assertThat(words(exact("long", 1))).doesNotContain(different, approximate);
    assertThat(words(exact("short", 1))).doesNotContain(different, approximate);
  }

  @Test
  void oneForkHasNoMark() {
    List<Row> rows = List.of(one("cached", 100), one("uncached", 100.1));
    assertThat(CrossoverChart.text(CrossoverGrid.of(rows).cells().get(0))).isEqualTo("1.0×");
    assertThat(words(rows)).contains("no intervals: they need more than one fork");
  }

  @Test
  void coloursAreWhiteAtOneAndEquallyDarkAtTwiceAndAtHalf() {
    Diverging colors = Diverging.over(List.of(0.25, 4.0));
    assertThat(colors.fill(1)).isEqualTo(Color.WHITE);
    assertThat(colors.fill(4)).isEqualTo(new Color(0xC62828));
    assertThat(colors.fill(0.25)).isEqualTo(new Color(0x1565C0));
    assertThat(colors.fill(2).getGreen()).isEqualTo(Math.round((255 + 0x28) / 2f));
    assertThat(colors.fill(0.5).getRed()).isEqualTo(Math.round((255 + 0x15) / 2f));
    assertThat(colors.ink(1)).isEqualTo(Style.INK);
    assertThat(colors.ink(4)).isEqualTo(Color.WHITE);
    assertThat(Diverging.over(List.of(1.0, 1.01)).fill(1.01).getGreen()).isGreaterThan(240);
  }

  @Test
  void eachGenerationIsAChartAndEachEngineWhereTheyDiffer() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 2, 2));
    rows.addAll(SweepRows.models("long", 8, 64, 3, 2));
    assertThat(CrossoverGroup.of(rows))
        .extracting(CrossoverGroup::fileName)
        .containsExactly("crossover-short", "crossover-long");
    SweepRows.models("short", 8, 64, 7, 2)
        .forEach(row -> rows.add(SweepRows.with(row, "engine", "eager")));
    List<CrossoverGroup> groups = CrossoverGroup.of(rows);
    assertThat(groups)
        .extracting(CrossoverGroup::fileName)
        .containsExactly(
            "crossover-short-script", "crossover-long-script", "crossover-short-eager");
    assertThat(groups)
        .extracting(group -> CrossoverChart.text(CrossoverGrid.of(group.rows()).cells().get(0)))
        .containsExactly("2.0×", "3.0×", "7.0×");
    assertThat(CrossoverWords.of(CrossoverGrid.of(rows), groups.get(2), CONTEXT).get(0))
        .contains("engine\u00a0eager");
  }

  @Test
  void everyPolicyIsComparedWithTheSameUncachedRow() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 2, 2));
    rows.add(SweepRows.with(SweepRows.crossover("cached", "short", 8, 64, 50), "policy", "shift"));
    assertThat(CrossoverGroup.of(rows))
        .extracting(group -> CrossoverChart.text(CrossoverGrid.of(group.rows()).cells().get(0)))
        .containsExactly("2.0×", "4.0×");
  }

  @Test
  void rowsOfOtherBenchmarksAreNoGroup() {
    assertThat(CrossoverGroup.of(Runs.quick())).isEmpty();
  }

  /** Measured below 1 in one corner, predicted in the lower half. */
  private static List<Row> crossing() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(SweepRows.models("short", 8, 64, 0.5, 0.8));
    rows.addAll(SweepRows.models("short", 32, 64, 2, 0.9));
    rows.addAll(SweepRows.models("short", 8, 128, 1.5, 1.2));
    rows.addAll(SweepRows.models("short", 32, 128, 40, 3));
    return rows;
  }

  /** A model whose cached answer is so exact. */
  private static List<Row> exact(String generation, double exact) {
    List<Row> rows = SweepRows.models(generation, 8, 64, 2, 2);
    return List.of(
        SweepRows.metric(rows.get(0), "exact", exact), SweepRows.metric(rows.get(1), "exact", 1));
  }

  private static Row one(String arm, double micros) {
    Row row = SweepRows.row("CrossoverBenchmark." + arm, "us/op", micros, 1, 0);
    return SweepRows.with(row, "generation", "short", "blockSize", 8, "embedSize", 64);
  }

  private static XYChart draw(List<Row> rows) {
    return CrossoverChart.draw(CrossoverGroup.of(rows).get(0), CONTEXT).orElseThrow();
  }

  private static List<String> words(List<Row> rows) {
    CrossoverGroup group = CrossoverGroup.of(rows).get(0);
    return CrossoverWords.of(CrossoverGrid.of(group.rows()), group, CONTEXT);
  }

  private static List<String> legend(XYChart chart) {
    return chart.getSeriesCollection().stream()
        .filter(XYSeries::isShowInLegend)
        .map(XYSeries::getName)
        .toList();
  }
}
