package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.forks;
import static dev.kvbench.plot.Samples.generation;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Samples;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GenerationChartsTest {
  private static final Chart LATENCY = new LatencyChart();
  private static final Chart SPEEDUP = new SpeedupChart();

  private static LinePicture draw(Chart chart, Scale scale, Row... rows) {
    return (LinePicture) chart.of(run(rows), scale).get(0);
  }

  private static LinePicture draw(Chart chart, List<Row> rows) {
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
        .satisfiesExactly(
            value -> assertThat(value).isEqualTo(1, within(1e-12)),
            value -> assertThat(value).isEqualTo(90, within(1e-9)));
    assertThat(latency.series().get(1).points())
        .extracting(Series.Point::x)
        .containsExactly(64.0, 2048.0);
    assertThat(latency.series())
        .extracting(series -> series.pen().tone())
        .containsExactly(Pen.Tone.UNCACHED, Pen.Tone.CACHED);
    assertThat(latency.key()).isEqualTo("latency");
    assertThat(latency.y().unit()).isEqualTo(" s");
  }

  /** ln of the forks 1/1.02, 1, 1.02: mean 0, deviation ln 1.02; t(0.975, 2) = 4.3027. */
  @Test
  void theIntervalIsStudentsOverTheLogarithmsOfForks() {
    Estimate one = draw(LATENCY, Samples.generations()).series().get(0).points().get(0).y();
    double half = 4.302652729749464 * Math.log(1.02) / Math.sqrt(3);
    assertThat(one.low()).isEqualTo(Math.exp(-half), within(1e-9));
    assertThat(one.high()).isEqualTo(Math.exp(half), within(1e-9));
  }

  @Test
  void speedupIsUncachedByCached() {
    LinePicture speedup = draw(SPEEDUP, Samples.generations());
    assertThat(values(speedup.series().get(0)))
        .satisfiesExactly(
            value -> assertThat(value).isEqualTo(10, within(1e-9)),
            value -> assertThat(value).isEqualTo(30, within(1e-9)));
    assertThat(speedup.marks()).containsExactly(new LinePicture.Mark("no gain", false, 1, ""));
    assertThat(speedup.series().get(0).pen())
        .isEqualTo(draw(LATENCY, Samples.generations()).series().get(1).pen());
  }

  @Test
  void withoutAPartnerThereIsNoSpeedup() {
    RunData run = run(generation("cached", 64, 0.1), generation("uncached", 128, 1));
    assertThat(SPEEDUP.of(run, Scale.AUTO)).isEmpty();
    assertThat(LATENCY.of(run, Scale.AUTO)).hasSize(1);
    Row batch = generation("uncached", 64, 1, "batchSize", 8);
    assertThat(SPEEDUP.of(run(generation("cached", 64, 0.1), batch), Scale.AUTO)).isEmpty();
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
    assertThat(values(latency.references().get(0))).containsExactly(0.3, 1.8, 5.01, 40.4, 85.0);
    assertThat(latency.references().get(1).pen().tone()).isEqualTo(Pen.Tone.REFERENCE_CACHED);
    Series ratio = draw(SPEEDUP, Samples.generations()).references().get(0);
    assertThat(values(ratio).get(0)).isEqualTo(1.5, within(1e-9));
  }

  @Test
  void ofAnotherModelOnlyTheArticlesPointsInSightAreDrawn() {
    Row small = generation("cached", 400, 1, "embedSize", 64);
    LinePicture latency = draw(LATENCY, Scale.LOG, small);
    assertThat(latency.references().get(0).name())
        .isEqualTo("article, uncached (block 1024, embed 256, device not stated)");
    assertThat(latency.references().get(0).points())
        .extracting(Series.Point::x)
        .containsExactly(500.0, 1000.0);
  }

  @Test
  void whatRowsDifferInNamesTheirLinesAndIsSeveralAbove() {
    LinePicture latency =
        draw(
            LATENCY,
            Scale.AUTO,
            generation("uncached", 64, 1, "engine", "eager"),
            generation("uncached", 64, 0.5, "engine", "script"),
            generation("cached", 64, 0.2, "engine", "script", "batchSize", 8, "threads", 1));
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
    Row foreign =
        new Row(
            "org.other.GenerateBenchmark.cached",
            ours.mode(),
            1,
            1,
            3,
            ours.params(),
            ours.primary(),
            new TreeMap<>());
    assertThat(Charts.of(run(foreign), Scale.AUTO)).isEmpty();
  }

  @Test
  void anyUnitOfTimeIsSeconds() {
    Row milliseconds = with(row("GenerateBenchmark.cached", "ms/op", forks(250)), "steps", 64);
    assertThat(values(draw(LATENCY, Scale.AUTO, milliseconds).series().get(0)).get(0))
        .isEqualTo(0.25, within(1e-12));
    Row rate = with(row("GenerateBenchmark.cached", "ops/s", forks(4)), "steps", 64);
    assertThat(LATENCY.of(run(rate), Scale.AUTO)).isEmpty();
  }

  @Test
  void errorBarsAreExplained() {
    assertThat(draw(LATENCY, Samples.generations()).heading().notes())
        .containsExactly("error bars: 95 % interval over 3 forks, where larger than the marker");
    Row one = with(row("GenerateBenchmark.cached", "s/op", new double[] {1}), "steps", 64);
    assertThat(draw(LATENCY, Scale.AUTO, one).heading().notes())
        .containsExactly("no error bars: they need more than one fork");
    assertThat(draw(LATENCY, Scale.AUTO, one, generation("cached", 128, 2)).heading().notes())
        .containsExactly(
            "error bars: 95 % interval over 3 forks, where larger than the marker; none where there"
                + " is one fork");
  }

  @Test
  void anApproximateAnswerIsSaidByItsRowAlone() {
    Row unsaid = generation("cached", 64, 1, "policy", "article");
    assertThat(draw(LATENCY, Scale.AUTO, unsaid).series().get(0).name())
        .isEqualTo("cached (article)");
    assertThat(draw(LATENCY, Scale.AUTO, metric(unsaid, "exact", 0)).series().get(0).name())
        .isEqualTo("cached (article), approximate");
    assertThat(
            draw(
                    LATENCY,
                    Scale.AUTO,
                    metric(unsaid, "exact", 0),
                    generation("cached", 99, 1, "policy", "article"))
                .series()
                .get(0)
                .name())
        .isEqualTo("cached (article), approximate in part");
  }
}
