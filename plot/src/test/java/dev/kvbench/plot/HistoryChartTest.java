package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class HistoryChartTest {
  @TempDir Path directory;

  @Test
  void everyRunIsAPointWithItsInterval() {
    RowHistory row = HistoryRows.row(8, 1, 1.3);
    XYChart chart = HistoryChart.draw(row);
    XYSeries runs = chart.getSeries(HistoryChart.RUN);
    assertThat(runs.getXData()).startsWith(1, 2, 3).endsWith(15, 16);
    assertThat(runs.getYData()).isEqualTo(row.series().values());
    assertThat(chart.getSeries("bars").getXData()).hasSize(16 * 7);
  }

  @Test
  void levelsAndChangesLieBetweenRuns() {
    XYChart chart = HistoryChart.draw(HistoryRows.row(8, 1, 1.3));
    XYSeries levels = chart.getSeries(HistoryChart.LEVEL);
    assertThat(levels.getXData()).containsExactly(0.5, 8.5, 8.5, 8.5, 16.5, 16.5);
    assertThat(levels.getYData()[0]).isCloseTo(1, within(0.01));
    assertThat(levels.getYData()[3]).isCloseTo(1.3, within(0.01));
    XYSeries changes = chart.getSeries(HistoryChart.CHANGE);
    assertThat(changes.getXData()).containsExactly(8.5, 8.5, 8.5);
    assertThat(changes.getYData()[0]).isEqualTo(chart.getStyler().getYAxisMin());
    assertThat(changes.getYData()[1]).isEqualTo(chart.getStyler().getYAxisMax());
  }

  @Test
  void withoutAChangeThereIsOneLevelAndNoMark() {
    XYChart chart = HistoryChart.draw(HistoryRows.row(10, 1));
    assertThat(chart.getSeries(HistoryChart.CHANGE)).isNull();
    assertThat(chart.getSeries(HistoryChart.LEVEL).getXData()).containsExactly(0.5, 10.5, 10.5);
  }

  @Test
  void theValuesFillTheHeightButNoiseDoesNot() {
    XYChart chart = HistoryChart.draw(HistoryRows.row(HistoryRows.KEY, 0.001, 5, 10, 1));
    assertThat(chart.getStyler().getYAxisMin()).isBetween(0.89, 0.91);
    assertThat(chart.getStyler().getYAxisMax()).isBetween(1.09, 1.11);
  }

  /** XChart would look for ticks for ever, or draw none, where labels repeat. */
  @Test
  void labelsOfRunsDifferAndOthersAreEmpty() {
    Function<Double, String> labels =
        new HistoryAxes(HistoryRows.row(8, 1, 1.3).series().points()).labels();
    assertThat(labels.apply(1.0)).isEqualTo("1: a25b2ea");
    assertThat(labels.apply(2.0)).isEqualTo("2: a25b2ea");
    assertThat(labels.apply(10.0)).endsWith("+");
    assertThat(labels.apply(1.5)).isEmpty();
    assertThat(labels.apply(0.5)).isNotEqualTo(labels.apply(16.5)).isBlank();
    assertThat(List.of(labels.apply(-1.0), labels.apply(0.0), labels.apply(17.0)))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 50, 500})
  void anyNumberOfRunsIsDrawn(int runs) throws IOException {
    List<Path> files = HistoryCharts.draw(List.of(HistoryRows.row(runs, 1)), directory);
    assertThat(files)
        .containsExactly(
            directory.resolve("history-GenerateBenchmark.cached-steps-512.png"),
            directory.resolve("history-GenerateBenchmark.cached-steps-512.svg"));
    assertThat(Files.readString(files.get(1), StandardCharsets.UTF_8))
        .contains("width=\"900px\"")
        .doesNotContain("<text");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e12})
  void anySizeIsDrawn(double size) {
    double[] levels = {size, 1000 * size};
    assertThat(HistoryCharts.draw(List.of(HistoryRows.row(8, levels)), directory)).hasSize(2);
  }

  @Test
  void oneForkHasNoBarsAndAMethodWithoutAnArmHasAPoint() {
    String key = "dev.kvbench.benchmarks.CeilingBenchmark.read avgt jmhThreads=1";
    RowHistory row = HistoryRows.row(key, 0.01, 1, 8, 1, 2);
    XYChart chart = HistoryChart.draw(row);
    assertThat(chart.getSeries("bars")).isNull();
    assertThat(chart.getSeries(HistoryChart.RUN)).isNotNull();
  }

  @Test
  void filesOfTwoMachinesAndOfTheSameNameAreApart() {
    RowHistory row = HistoryRows.row(8, 1);
    RowHistory other = HistoryRows.onSecondMachine(row);
    assertThat(HistoryCharts.draw(List.of(row, row, other), directory))
        .filteredOn(file -> file.toString().endsWith(".svg"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "history-GenerateBenchmark.cached-steps-512.svg",
            "history-GenerateBenchmark.cached-steps-512-2.svg",
            "history-GenerateBenchmark.cached-steps-512-machine-2.svg");
  }

  @Test
  void drawingAgainInAnotherLocaleGivesTheSameBytes() throws IOException {
    List<String> first = drawn();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(drawn()).isEqualTo(first);
    } finally {
      Locale.setDefault(before);
    }
  }

  private List<String> drawn() throws IOException {
    List<String> contents = new ArrayList<>();
    for (Path file : HistoryCharts.draw(List.of(HistoryRows.row(8, 1, 1.3)), directory)) {
      contents.add(Arrays.toString(Files.readAllBytes(file)));
    }
    return contents;
  }

  @Test
  void anUnwritableDirectoryIsSaidInOneLine() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> HistoryCharts.draw(List.of(HistoryRows.row(8, 1)), file))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith(file + ": cannot make this directory for charts")
        .doesNotContain("\n");
  }
}
