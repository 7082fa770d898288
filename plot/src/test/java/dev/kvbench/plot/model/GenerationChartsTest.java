package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.generation;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GenerationChartsTest {
  private static final int LATENCY = 0;
  private static final int SPEEDUP = 1;
  private static final Comparator<Double> NEARLY =
      (a, b) -> Math.abs(a - b) < 1e-9 * b ? 0 : Double.compare(a, b);

  private static List<Picture> all(Scale scale, Row... rows) {
    return new GenerationCharts().of(run(rows), scale);
  }

  private static LinePicture draw(int chart, Scale scale, Row... rows) {
    return (LinePicture) all(scale, rows).get(chart);
  }

  private static LinePicture draw(int chart, List<Row> rows) {
    return draw(chart, Scale.AUTO, rows.toArray(new Row[0]));
  }

  private static List<Double> values(Series series) {
    return series.points().stream().map(Series.Point::value).toList();
  }

  @Test
  void latencyHasSecondsByStepsAndTheArm() {
    LinePicture latency = draw(LATENCY, Samples.generations());
    assertThat(latency.series())
        .extracting(Series::name)
        .containsExactly("uncached", "cached (ring), approximate past the window");
    assertThat(values(latency.series().get(0)))
        .usingElementComparator(NEARLY)
        .containsExactly(1.0, 90.0);
    assertThat(latency.series().get(1).points())
        .extracting(Series.Point::x)
        .containsExactly(64.0, 2048.0);
    assertThat(latency.series())
        .extracting(series -> series.pen().tone())
        .containsExactly(Pen.Tone.UNCACHED, Pen.Tone.CACHED);
  }

  @Test
  void speedupIsUncachedByCached() {
    LinePicture speedup = draw(SPEEDUP, Samples.generations());
    assertThat(values(speedup.series().get(0)))
        .usingElementComparator(NEARLY)
        .containsExactly(10.0, 30.0);
    assertThat(speedup.marks()).containsExactly(new LinePicture.Mark("no gain", false, 1, ""));
    assertThat(speedup.series().get(0).pen())
        .isEqualTo(draw(LATENCY, Samples.generations()).series().get(1).pen());
  }

  @Test
  void withoutAPartnerThereIsNoSpeedup() {
    Row cached = generation("cached", 64, 0.1);
    for (String other : List.of("steps", "batchSize")) {
      Row uncached = with(generation("uncached", 64, 1), other, 128);
      assertThat(all(Scale.AUTO, cached, uncached))
          .extracting(Picture::key)
          .containsExactly("latency");
    }
  }

  @Test
  void bothAxesAreLogarithmicWhereEitherSpansThirtyfold() {
    Row[] wide = Samples.generations().toArray(new Row[0]);
    assertThat(draw(LATENCY, Scale.AUTO, wide).x().log()).isTrue();
    assertThat(draw(LATENCY, Scale.LINEAR, wide).y().log()).isFalse();
    Row[] narrow = {generation("cached", 64, 1), generation("cached", 128, 2)};
    assertThat(draw(LATENCY, Scale.AUTO, narrow).x().log()).isFalse();
    assertThat(draw(LATENCY, Scale.LOG, narrow).y().log()).isTrue();
  }

  @Test
  void theArticlesPointsAreGreyAndOfItsModel() {
    LinePicture latency = draw(LATENCY, Samples.generations());
    assertThat(latency.references())
        .extracting(Series::name)
        .containsExactly(
            "article, uncached (device not stated)", "article, cached (device not stated)");
    assertThat(values(latency.references().get(0))).containsExactly(0.3, 1.8, 5.01);
    assertThat(latency.references().get(1).pen().tone()).isEqualTo(Pen.Tone.REFERENCE_CACHED);
    Series ratio = draw(SPEEDUP, Samples.generations()).references().get(0);
    assertThat(values(ratio).get(0)).isEqualTo(1.5, within(1e-9));
  }

  @Test
  void theArticlesPointsAreNotDrawnFarBeyondOursNorBesideAnotherModel() {
    Row row = generation("cached", 900, 1);
    Row first = generation("cached", 200, 1);
    for (Scale scale : Scale.values()) {
      assertThat(draw(LATENCY, scale, row, first).references().get(0).points())
          .extracting(Series.Point::x)
          .containsExactly(500.0, 1000.0);
    }
    for (String other : List.of("embedSize", "blockSize", "batchSize")) {
      assertThat(draw(LATENCY, Scale.LOG, first, with(row, other, 64)).references()).isEmpty();
    }
  }

  @Test
  void ofOneNumberOfStepsThereAreBarsOfTheArmsInPairs() {
    List<Picture> pictures =
        all(
            Scale.AUTO,
            generation("uncached", 64, 1, "engine", "eager"),
            generation("uncached", 64, 1, "engine", "script"),
            generation("cached", 64, 0.5, "engine", "eager"),
            generation("cached", 64, 0.2, "engine", "script"));
    assertThat(pictures).extracting(Picture::key).containsExactly("latency");
    assertThat(((BarPicture) pictures.get(LATENCY)).bars())
        .extracting(Bar::group, Bar::name, bar -> Math.round(bar.faster().orElse(0)))
        .containsExactly(
            tuple("eager", "uncached", 0L),
            tuple("eager", "cached (ring)", 2L),
            tuple("script", "uncached", 0L),
            tuple("script", "cached (ring)", 5L));
  }

  @Test
  void whatRowsDifferInNamesTheirLinesAndIsSeveralAbove() {
    LinePicture latency =
        draw(
            LATENCY,
            Scale.AUTO,
            generation("uncached", 64, 1, "engine", "eager"),
            generation("uncached", 64, 0.5, "engine", "script"),
            generation("cached", 99, 0.2, "engine", "script", "batchSize", 8, "threads", 1));
    assertThat(latency.series())
        .extracting(Series::name)
        .containsExactly(
            "uncached, batch 1, eager, 2 threads",
            "uncached, batch 1, script, 2 threads",
            "cached (ring), batch 8, script, 1 thread");
    assertThat(latency.heading().subtitle().replace('\u00a0', ' '))
        .isEqualTo(
            "4 layers, 4 heads, embed 256, block 1024  ·  several batch sizes  ·  float32  ·"
                + "  several engines  ·  CPU: Test CPU, several numbers of threads");
  }

  @Test
  void anotherProjectsClassOfThatNameIsNotOurs() {
    Row ours = generation("cached", 64, 0.1);
    String name = "org.other.GenerateBenchmark.cached";
    Row foreign = new Row(name, "ss", 1, 1, 3, ours.params(), ours.primary(), new TreeMap<>());
    assertThat(Charts.of(run(foreign), Scale.AUTO)).isEmpty();
  }

  @Test
  void errorBarsAreExplained() {
    assertThat(draw(LATENCY, Samples.generations()).heading().notes())
        .containsExactly("error bars: 95 % interval over 3 forks, where larger than the marker");
    Row one = with(row("GenerateBenchmark.cached", "s/op", new double[] {1}), "steps", 64);
    assertThat(draw(LATENCY, Scale.AUTO, one, with(one, "steps", 99)).heading().notes())
        .containsExactly("no error bars: they need more than one fork");
    assertThat(draw(LATENCY, Scale.AUTO, one, generation("cached", 128, 2)).heading().notes())
        .containsExactly(
            "error bars: 95 % interval over 3 forks, where larger than the marker; none where there"
                + " is one fork");
  }

  @Test
  void anApproximateAnswerIsSaidByItsRowAlone() {
    Row unsaid = generation("cached", 64, 1, "policy", "article");
    Row approximate = metric(unsaid, "exact", 0);
    assertThat(name(unsaid)).isEqualTo("cached (article)");
    assertThat(name(approximate)).isEqualTo("cached (article), approximate");
    assertThat(name(approximate, generation("cached", 99, 1, "policy", "article")))
        .isEqualTo("cached (article), approximate in part");
    Row past = metric(generation("cached", 2000, 9, "policy", "article"), "exact", 0);
    assertThat(name(unsaid, past)).isEqualTo("cached (article), approximate past the window");
  }

  private static String name(Row... rows) {
    return ArmLine.of(List.of(rows), "steps").get(0).name();
  }
}
