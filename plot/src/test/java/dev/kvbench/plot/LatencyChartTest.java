package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Measurement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class LatencyChartTest {
  @Test
  void theLegendNamesTheMeasuredLinesAndThenTheArticles() {
    assertThat(legend(draw(Runs.article(), Scale.AUTO)))
        .containsExactly(
            "uncached",
            "cached (shift: approximate from 5\u00a0000 steps)",
            "cached (article, as published: approximate)",
            "article, uncached (device not stated)",
            "article, cached (device not stated)");
  }

  @Test
  void theArticlesModelIsNamedWhereAnotherWasMeasured() {
    assertThat(legend(draw(List.of(Runs.row("cached", 100, 1, 1, "blockSize", "256")), Scale.LOG)))
        .contains("article, cached (block 1024, embed 256,\ndevice not stated)");
  }

  @Test
  void barsHaveTheColourOfTheirLineAndRunFromEndToEnd() {
    XYChart chart = draw(Runs.one(), Scale.AUTO);
    XYSeries bars = chart.getSeries("bars uncached");
    var interval = Measurement.of(Runs.one()).get(1).seconds();
    assertThat(bars.getLineColor()).isEqualTo(chart.getSeries("line uncached").getLineColor());
    assertThat(bars.getYMin()).isEqualTo(interval.low());
    assertThat(bars.getYMax()).isEqualTo(interval.high());
  }

  @Test
  void oneForkHasNoBars() {
    XYChart chart = draw(Runs.article(), Scale.AUTO);
    assertThat(chart.getSeries("bars uncached")).isNull();
    assertThat(chart.getSeries("bars cached (article, as published: approximate)")).isNotNull();
  }

  @Test
  void nothingOnALogarithmicAxisReachesZeroHoweverWideTheInterval() {
    List<Row> wild =
        List.of(
            Runs.row("cached", 1, 1e-6, 2, 3, "policy", "ring"),
            Runs.row("cached", 4096, 1e3, 2, 3, "policy", "ring"));
    XYChart chart = draw(wild, Scale.LOG);
    assertThat(chart.getStyler().getYAxisMin()).isPositive();
    for (XYSeries series : chart.getSeriesCollection()) {
      assertThat(Arrays.stream(series.getYData()).filter(y -> !Double.isNaN(y)))
          .allMatch(y -> y > 0);
    }
  }

  @Test
  void aWildIntervalDoesNotFlattenTheValues() {
    List<Row> wild = List.of(Runs.row("cached", 100, 1, 2, 3), Runs.row("cached", 200, 2, 9));
    XYChart chart = draw(wild, Scale.LINEAR);
    double highest =
        Measurement.of(wild).stream().mapToDouble(m -> m.seconds().value()).max().orElseThrow();
    assertThat(chart.getStyler().getYAxisMax()).isLessThanOrEqualTo(3 * highest);
  }

  @Test
  void aLongLegendMakesTheChartHigherInsteadOfThePlotLower() {
    List<Row> rows =
        IntStream.range(0, 10)
            .mapToObj(i -> Runs.row("cached", 100, 1, 1, "policy", "policy" + i))
            .toList();
    int entries = 12;
    assertThat(draw(rows, Scale.AUTO).getHeight())
        .isEqualTo(Style.HEIGHT + (entries - Style.LEGEND_LINES) * Style.LEGEND_LINE);
  }

  private static List<String> legend(XYChart chart) {
    return chart.getSeriesCollection().stream()
        .filter(XYSeries::isShowInLegend)
        .map(XYSeries::getLabel)
        .toList();
  }

  private static XYChart draw(List<Row> rows, Scale scale) {
    ChartContext context = new ChartContext(Map.of(), "device", "2");
    return LatencyChart.draw(Series.of(Measurement.of(rows)), context, scale);
  }
}
