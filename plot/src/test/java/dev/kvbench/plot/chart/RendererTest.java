package dev.kvbench.plot.chart;

import static dev.kvbench.plot.Samples.crossover;
import static dev.kvbench.plot.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** One renderer after the other, by what XChart is told. */
class RendererTest {
  private static final Heading HEADING = new Heading("key", "Title", "subtitle", List.of("note"));

  private static final Axis X = Axis.of("x", "", false);
  private static final Axis Y = Axis.of("y", "", false);
  private static final Axis LOG = Axis.of("y", "", true);

  private static Picture picture(String key, RunData run) {
    return Charts.of(run, Scale.AUTO).stream()
        .filter(picture -> picture.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> legend(XYChart chart) {
    return chart.getSeriesCollection().stream()
        .filter(XYSeries::isShowInLegend)
        .map(XYSeries::getLabel)
        .toList();
  }

  private static List<XYSeries> all(XYChart chart) {
    return new ArrayList<>(chart.getSeriesCollection());
  }

  private static Estimate between(double low, double value, double high) {
    return new Estimate(value, low, high, 3);
  }

  private static LinePicture lines(Axis x, Axis y, Series.Point... points) {
    return LinePicture.of(
        HEADING, x, y, List.of(new Series("line", Pen.of(Arm.CACHED, 0), List.of(points))));
  }

  @Test
  void whatIsMeasuredIsPaintedLastAndNamedFirst() {
    XYChart chart = ChartFiles.draw(picture("latency", run(Samples.generations())));
    assertThat(legend(chart))
        .extracting(name -> name.replace('\n', ' '))
        .containsExactly(
            "uncached",
            "cached (ring), approximate past the window",
            "article, uncached (device not stated)",
            "article, cached (device not stated)");
    XYSeries last = all(chart).get(all(chart).size() - 1);
    assertThat(last.getYData()).hasSize(2);
    assertThat(last.getLineColor()).isEqualTo(new Color(0xC62828));
    assertThat(chart.getYAxisTitle()).isEqualTo("time of one generation");
  }

  @Test
  void doublingStepsAreLabelledAndOthersByDecades() {
    Axis log = Axis.of("steps", "", true);
    Axis y = Axis.of("y", " s", true);
    XYChart doublings =
        ChartFiles.draw(
            lines(log, y, Series.Point.of(32, 1), Series.Point.of(64, 2), Series.Point.of(256, 9)));
    var labels = doublings.getStyler().getXAxisTickLabelsFormattingFunction();
    assertThat(List.of(labels.apply(0.0), labels.apply(1.0), labels.apply(1.5), labels.apply(3.0)))
        .containsExactly("32", "64", "", "256");
    XYChart decades =
        ChartFiles.draw(lines(log, y, Series.Point.of(100, 1), Series.Point.of(5000, 2)));
    labels = decades.getStyler().getXAxisTickLabelsFormattingFunction();
    assertThat(List.of(labels.apply(200.0), labels.apply(300.0), labels.apply(5000.0)))
        .containsExactly("200", "", "5\u00a0000");
    assertThat(decades.getStyler().isXAxisLogarithmic()).isTrue();
    assertThat(decades.getStyler().getYAxisTickLabelsFormattingFunction().apply(2.0))
        .isEqualTo("2 s");
  }

  @Test
  void plainAxesBeginAtZeroUnlessTheyMayNot() {
    Series.Point[] points = {Series.Point.of(10, 5), Series.Point.of(20, 6)};
    assertThat(ChartFiles.draw(lines(X, Y, points)).getStyler().getYAxisMin())
        .isCloseTo(0, within(0.03));
    XYChart anywhere = ChartFiles.draw(lines(X, Y.fromAnywhere(), points));
    assertThat(anywhere.getStyler().getYAxisMin()).isBetween(4.5, 5.0);
    assertThat(anywhere.getYAxisTitle()).isEqualTo("y (not from 0)");
    XYChart ratios = ChartFiles.draw(lines(X, Axis.ofRatios("y", false), points));
    assertThat(ratios.getStyler().getYAxisMin()).isBetween(0.5, 1.0);
    var labels = ratios.getStyler().getYAxisTickLabelsFormattingFunction();
    assertThat(List.of(labels.apply(0.5), labels.apply(2.0))).containsExactly("0.5×", "2×");
  }

  @Test
  void wholeThousandsAreWrittenAsAxesDo() {
    assertThat(List.of(AxisScale.written(14742.3), AxisScale.written(999.7)))
        .containsExactly("14\u00a0742", "1\u00a0000");
    assertThat(List.of(AxisScale.written(999.4), AxisScale.written(0.1234)))
        .containsExactly("999", "0.12");
  }

  @Test
  void anErrorBarEndsWhereItsIntervalDoes() {
    XYChart chart =
        ChartFiles.draw(
            lines(
                X,
                LOG,
                Series.Point.of(1, between(2, 4, 9)),
                Series.Point.of(2, between(3, 5, 6))));
    XYSeries bars = all(chart).get(1);
    assertThat(Arrays.stream(bars.getYData()).filter(Double::isFinite).distinct().toArray())
        .containsExactly(2, 9, 3, 6);
    // a very long one is out of sight: it does not press the values together
    XYChart longer = ChartFiles.draw(lines(X, LOG, Series.Point.of(1, between(1e-9, 4, 1e9))));
    assertThat(longer.getStyler().getYAxisMax()).isBetween(20.0, 40.0);
  }

  @Test
  void marksAndNamesShareOneEntryOfTheLegend() {
    LinePicture picture =
        lines(X, Y, Series.Point.of(1, 1), Series.Point.of(9, 2))
            .marked(
                new LinePicture.Mark("change", true, 3, "×1.1"),
                new LinePicture.Mark("change", true, 5, "×1.2"),
                new LinePicture.Mark("no gain", false, 1, ""));
    XYChart chart = ChartFiles.draw(picture);
    assertThat(legend(chart)).containsExactly("line", "change", "no gain");
    assertThat(all(chart).get(1).getXData()).containsExactly(3, 3);
    assertThat(all(chart).get(3).getYData()).containsExactly(1, 1);
  }

  private static long letters(LinePicture picture) {
    return Pattern.compile("<use ").matcher(ChartFiles.svg(picture)).results().count();
  }

  @Test
  void theLowestAndHighestValuesAreWrittenAndTheLastOfEveryLine() {
    List<Series> lines =
        IntStream.of(2, 5, 8)
            .mapToObj(
                value ->
                    new Series(
                        "line",
                        Pen.of(Arm.CACHED, 0),
                        List.of(Series.Point.of(1, value), Series.Point.of(9, value))))
            .toList();
    LinePicture picture = LinePicture.of(HEADING, X, Y, lines);
    assertThat(letters(picture) - letters(picture.labelled(LinePicture.Labels.NONE)))
        .isEqualTo(5 * 2 * "2.0".length()); // a letter and what keeps lines out of it
  }

  @Test
  void pointsThatLieOverEachOtherShareALabel() {
    assertThat(letters(named("an x", "an xyz"))).isEqualTo(letters(named("an x, xyz")));
    assertThat(letters(named("a", "b", "a b"))).isEqualTo(letters(named("a, b, a b")));
    assertThat(letters(named("a", "b", "c", "d"))).isEqualTo(letters(named("a and 3 more")));
  }

  private static LinePicture named(String... names) {
    return lines(
            X,
            Y,
            Arrays.stream(names)
                .map(name -> new Series.Point(1, Series.exactly(1), name))
                .toArray(Series.Point[]::new))
        .labelled(LinePicture.Labels.NAMES);
  }

  @Test
  void nothingOfAHeadingIsCut() {
    String words = "one two " + "no\u00a0break\u00a0".repeat(9) + "x".repeat(99);
    List<String> lines = Title.wrapped(words, Style.TEXT, 100);
    assertThat(lines).hasSizeGreaterThan(5);
    assertThat(lines).allMatch(line -> Style.bounds(line, Style.TEXT).getWidth() <= 101);
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(words.replace(" ", ""));
  }

  @Test
  void longNamesAreBrokenAndEndlessOnesCut() {
    String name = "a name, ".repeat(1000);
    LinePicture picture =
        LinePicture.of(
            HEADING,
            X,
            Y,
            List.of(new Series(name, Pen.of(Arm.CACHED, 0), List.of(Series.Point.of(1, 1)))));
    String label = legend(ChartFiles.draw(picture)).get(0);
    assertThat(label.length()).isLessThanOrEqualTo(200);
    assertThat(label.lines()).allMatch(line -> line.length() <= 50).hasSizeGreaterThan(3);
  }

  @Test
  void barsBeginAtZeroAndPaleOnesAreApproximate() {
    List<BarPicture.Bar> bars =
        List.of(
            bar("exact", false, OptionalDouble.empty()),
            bar("approximate", true, OptionalDouble.empty()));
    XYChart chart = ChartFiles.draw(new BarPicture(HEADING, Axis.of("time", " ms", false), bars));
    assertThat(chart.getStyler().getXAxisMin()).isCloseTo(0, within(0.03));
    assertThat(chart.getXAxisTitle()).isEqualTo("time, ms");
    XYSeries exact = all(chart).get(0);
    assertThat(exact.getXData()).containsExactly(0, 4);
    assertThat(exact.getYData()).containsExactly(2, 2);
    assertThat(exact.getLineColor()).isEqualTo(new Color(0xC62828));
    assertThat(all(chart).get(1).getXData()).containsExactly(2, 9);
    assertThat(all(chart).get(2).getLineColor()).isEqualTo(new Color(0xE9A9A9));
  }

  @Test
  void aPredictionIsAHollowPointBesideAFilledOne() {
    List<BarPicture.Bar> bars =
        List.of(
            bar("row", false, OptionalDouble.of(1.5)),
            bar("approximate", true, OptionalDouble.of(1.5)));
    XYChart chart = ChartFiles.draw(new BarPicture(HEADING, Axis.of("µs", " µs", true), bars));
    assertThat(chart.getStyler().isXAxisLogarithmic()).isTrue();
    assertThat(all(chart).get(0).getXData()).containsExactly(1.5);
    assertThat(all(chart).get(0).getMarker()).isInstanceOf(HollowMarker.class);
    assertThat(all(chart).get(1).getXData()).containsExactly(4);
    assertThat(all(chart).get(1).getMarker()).isNotInstanceOf(HollowMarker.class);
    assertThat(all(chart).get(1).getMarkerColor()).isEqualTo(new Color(0xC62828));
    assertThat(all(chart).get(4).getMarkerColor()).isEqualTo(new Color(0xE9A9A9));
  }

  private static BarPicture.Bar bar(String name, boolean approximate, OptionalDouble predicted) {
    return new BarPicture.Bar(
        "", name, between(2, 4, 9), Arm.CACHED, approximate, predicted, OptionalDouble.empty());
  }

  @Test
  void aMapHasACellForEachModelAndTheCrossover() {
    RunData run =
        run(
            crossover("cached", "short", 8, 64, 100),
            crossover("uncached", "short", 8, 64, 50),
            crossover("cached", "short", 32, 64, 100),
            crossover("uncached", "short", 32, 64, 200));
    XYChart chart = ChartFiles.draw(picture("crossover-short", run));
    assertThat(legend(chart)).containsExactly("measured crossover");
    assertThat(chart.getSeriesCollection()).hasSize(3);
    assertThat(all(chart).get(2).getXData()).containsExactly(0.5, 0.5, 0.5);
    var blocks = chart.getStyler().getXAxisTickLabelsFormattingFunction();
    assertThat(List.of(blocks.apply(0.0), blocks.apply(0.5), blocks.apply(1.0)))
        .containsExactly("8", "", "32");
    assertThat(blocks.apply(-0.5)).isNotEqualTo(blocks.apply(1.5));
  }

  @Test
  void coloursGoByFactorsInBothDirections() {
    RatioColors colors = RatioColors.over(List.of(0.5, 4.0));
    assertThat(colors.fill(1)).isEqualTo(Color.WHITE);
    assertThat(colors.fill(4)).isEqualTo(new Color(0xC62828));
    assertThat(colors.fill(0.25)).isEqualTo(new Color(0x1565C0));
    int half = 255 - colors.fill(2).getGreen();
    assertThat(half).isCloseTo((255 - colors.fill(4).getGreen()) / 2, within(1));
    assertThat(colors.ink(4)).isEqualTo(Color.WHITE);
    assertThat(colors.ink(1)).isNotEqualTo(Color.WHITE);
  }

  @Test
  void noTwoLinesOfAnArmLookAlike() {
    assertThat(IntStream.range(0, 12).mapToObj(i -> LineStyle.of(Pen.of(Arm.CACHED, i))))
        .doesNotHaveDuplicates();
  }
}
