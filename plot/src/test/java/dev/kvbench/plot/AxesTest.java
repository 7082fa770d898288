package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.style.XYStyler;

class AxesTest {
  @Test
  void bothAxesAreLogarithmicWhereEitherSpansMuch() {
    assertThat(axes(Runs.quick(), Scale.AUTO)).matches(axes -> axes.logSteps() && axes.logValues());
    assertThat(axes(Runs.article(), Scale.AUTO))
        .matches(axes -> axes.logSteps() && axes.logValues());
  }

  @Test
  void bothAxesArePlainWhereNeitherSpansMuch() {
    List<Row> rows = List.of(Runs.row("cached", 100, 1, 1), Runs.row("cached", 1000, 10, 1));
    assertThat(axes(rows, Scale.AUTO)).matches(axes -> !axes.logSteps() && !axes.logValues());
    assertThat(axes(rows, Scale.LOG)).matches(axes -> axes.logSteps() && axes.logValues());
    assertThat(axes(Runs.article(), Scale.LINEAR))
        .matches(axes -> !axes.logSteps() && !axes.logValues());
  }

  @Test
  void theArticlesPointsShowWhereTheyLeaveRoom() {
    assertThat(xs(Runs.quick(), Scale.AUTO)).containsExactly(100, 500, 1000, 5000, 10000);
    assertThat(xs(Runs.quick(), Scale.LINEAR)).containsExactly(100, 500);
    assertThat(xs(Runs.article(), Scale.AUTO)).containsExactly(100, 500, 1000, 5000, 10000);
    assertThat(xs(Runs.one(), Scale.AUTO)).isEmpty();
  }

  @Test
  void powersOfTwoAreLabelledAsSuch() {
    XYStyler styler = styler(StepsAxis.of(true, List.of(32.0, 512.0), new Range(32, 1000)));
    assertThat(styler.isXAxisLogarithmic()).isFalse();
    assertThat(labels(styler.getXAxisTickLabelsFormattingFunction(), 0, 0.5, 1, 4, 5))
        .containsExactly("32", "", "64", "512", "1\u00a0024");
    assertThat(styler.getXAxisMax()).isEqualTo(5);
  }

  @Test
  void everyPowerOfTwoIsLabelled() {
    StepsAxis axis =
        StepsAxis.of(true, List.of(1.0, Math.pow(2, 29)), new Range(1, Math.pow(2, 29)));
    assertThat(axis.right()).isEqualTo(29);
    for (int power = 0; power < 30; power++) {
      assertThat(axis.place(Math.pow(2, power))).isEqualTo(power);
    }
  }

  @Test
  void otherStepsAreLabelledByDecades() {
    XYStyler styler = styler(StepsAxis.of(true, List.of(100.0, 500.0), new Range(100, 10000)));
    assertThat(styler.isXAxisLogarithmic()).isTrue();
    assertThat(labels(styler.getXAxisTickLabelsFormattingFunction(), 100, 200, 300, 500, 10000))
        .containsExactly("100", "200", "", "500", "10\u00a0000");
  }

  @Test
  void plainStepsStartAtZero() {
    XYStyler styler = styler(StepsAxis.of(false, List.of(100.0, 500.0), new Range(100, 500)));
    assertThat(styler.getXAxisMin()).isZero();
    assertThat(styler.getXAxisMax()).isEqualTo(500);
  }

  @Test
  void aSingleNumberOfStepsLiesInTheMiddle() {
    StepsAxis axis = StepsAxis.of(false, List.of(100.0), new Range(100, 100));
    assertThat(axis.fraction(100)).isEqualTo(0.5);
    assertThat(labels(styler(axis).getXAxisTickLabelsFormattingFunction(), -1, 0, 1))
        .containsExactly("50", "100", "200");
  }

  @Test
  void decadesAreThinnedOutOnHugeRanges() {
    Function<Double, String> labels = LogTicks.labels(new Range(1e-9, 1e9), Numbers::tick);
    long count =
        DoubleStream.iterate(1e-9, value -> value <= 2e9, value -> value * 10)
            .filter(value -> !labels.apply(value).isEmpty())
            .count();
    assertThat(count).isBetween(4L, 9L);
  }

  @Test
  void valuesAreWrittenOutWhereThereIsRoom() {
    assertThat(labels(Runs.quick())).hasSize(10);
    List<Row> dense = new ArrayList<>();
    for (int steps = 100; steps <= 300; steps++) {
      dense.add(Runs.row("cached", steps, 0.002 * steps, 1));
    }
    assertThat(labels(dense)).hasSizeBetween(5, 12);
  }

  private static Axes axes(List<Row> rows, Scale scale) {
    List<Series> series = Series.of(Measurement.of(rows));
    return Axes.of(LatencyChart.lines(series), scale, Article.isModelOf(series));
  }

  private static List<ValueLabel> labels(List<Row> rows) {
    List<Line> lines = LatencyChart.lines(Series.of(Measurement.of(rows)));
    Axes axes = Axes.of(lines, Scale.AUTO, true);
    StepsAxis steps =
        StepsAxis.of(axes.logSteps(), List.of(axes.steps().low(), 300.0), axes.steps());
    return ValueLabels.of(
        lines, steps, new ValueAxis("time", " s", axes.logValues(), Optional.empty()), line -> 0);
  }

  private static List<Integer> xs(List<Row> rows, Scale scale) {
    Axes axes = axes(rows, scale);
    return Article.seconds("", axes::isInSight).stream()
        .flatMap(line -> line.points().stream())
        .map(point -> (int) point.steps())
        .distinct()
        .toList();
  }

  private static XYStyler styler(StepsAxis axis) {
    XYStyler styler = new XYStyler();
    axis.applyTo(styler);
    return styler;
  }

  private static List<String> labels(Function<Double, String> format, double... places) {
    List<String> labels = new ArrayList<>();
    for (double place : places) {
      labels.add(format.apply(place));
    }
    return labels;
  }
}
