package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.forks;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.step;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches, roofline, quality and training. */
class OtherChartsTest {
  private static LinePicture draw(Chart chart, RunData run) {
    return (LinePicture) chart.of(run, Scale.AUTO).get(0);
  }

  @Test
  void aBatchsRateIsItsWorkByItsFigure() {
    Row row =
        metric(
            row("BatchBenchmark.cached", "s/op", forks(2), "batchSize", 8, "steps", 64),
            "tokensPerOperation",
            512);
    RunData run = run(row, with(row, "batchSize", 16));
    LinePicture picture = draw(new SweepCharts(), run);
    Estimate rate = picture.series().get(0).points().get(0).y();
    assertThat(rate.value()).isEqualTo(256, within(1e-9));
    assertThat(rate.low()).isLessThan(256);
    assertThat(rate.high()).isGreaterThan(256);
    assertThat(picture.x().log()).isTrue();
    assertThat(new SweepCharts().of(run, Scale.LINEAR))
        .allMatch(linear -> !((LinePicture) linear).x().log());
    assertThat(picture.x().title()).endsWith("(batch size), 64 tokens each");
    assertThat(picture.heading().subtitle()).doesNotContain("batch");
    // of one batch size a line would be a point
    assertThat(new SweepCharts().of(run(row, with(row, "batchSize", "all")), Scale.AUTO)).isEmpty();
  }

  @Test
  void theFirstTokenTakesLongerAfterALongerPrompt() {
    LinePicture picture =
        draw(
            new SweepCharts(),
            run(
                row("PrefillBenchmark.cached", "ms/op", forks(2), "promptLength", 16),
                row("PrefillBenchmark.cached", "ms/op", forks(110), "promptLength", 1024),
                with(
                    row("PrefillBenchmark.cached", "ms/op", forks(50), "promptLength", 1024),
                    "cachedPercent",
                    50),
                row("PrefillBenchmark.uncached", "ms/op", forks(3), "promptLength", 16)));
    assertThat(picture.series())
        .extracting(Series::name)
        .containsExactly("uncached", "cached (ring)");
    Series cached = picture.series().get(1);
    assertThat(cached.points()).extracting(Series.Point::x).containsExactly(16.0, 1024.0);
    assertThat(cached.points().get(1).value()).isCloseTo(110, within(1e-9));
    assertThat(picture.y().title()).contains("first token");
  }

  private static Row roofed(Row row, double rate, double bandwidth, double peak) {
    Row all = metric(metric(row, "flopsPerToken", 4e6), "bytesPerToken", 2e6);
    all = metric(metric(all, "gigaflops", rate), "ceilingGigaflops", peak);
    return metric(all, "ceilingGigabytesPerSecond", bandwidth);
  }

  @Test
  void theRoofIsWhatMemoryAndArithmeticAllow() {
    LinePicture picture =
        draw(
            new RooflineChart(),
            run(
                roofed(step("cached", "ring", 16, 1), 5, 10, 100),
                roofed(step("uncached", "ring", 16, 1), 50, 12, 110)));
    assertThat(picture.series())
        .extracting(Series::name)
        .containsExactly("uncached rows, measured", "cached rows, measured");
    Series.Point cached = picture.series().get(1).points().get(0);
    assertThat(cached.x()).isEqualTo(2);
    assertThat(cached.value()).isEqualTo(5);
    assertThat(cached.label()).isEqualTo("ring");
    List<Series.Point> roof = picture.references().get(0).points();
    assertThat(roof.get(1).value()).isEqualTo(105);
    assertThat(roof.get(1).x()).isEqualTo(105.0 / 11, within(1e-9));
    assertThat(roof.get(0).value()).isEqualTo(11 * roof.get(0).x(), within(1e-9));
    assertThat(roof.get(2).value()).isEqualTo(105);
    assertThat(picture.heading().notes())
        .anyMatch(note -> note.startsWith("1 of 2 rows reach less than half"));
  }

  @Test
  void ceilingsThatAreFarApartMakeNoRoof() {
    LinePicture picture =
        draw(
            new RooflineChart(),
            run(
                roofed(step("cached", "ring", 16, 1), 5, 10, 100),
                roofed(step("cached", "ring", 32, 1), 5, 40, 100)));
    assertThat(picture.references()).isEmpty();
    assertThat(picture.heading().notes())
        .contains("no roof: ceilings of its rows are more than 1.5 times apart");
    LinePicture sizes =
        draw(
            new RooflineChart(),
            run(
                roofed(with(step("cached", "ring", 16, 1), "embedSize", 64), 5, 40, 100),
                roofed(step("cached", "ring", 16, 1), 5, 10, 100)));
    assertThat(sizes.references())
        .extracting(series -> series.name().substring(0, 27))
        .containsExactly("measured ceilings, embed 25", "measured ceilings, embed 64");
    assertThat(new RooflineChart().of(run(step("cached", "ring", 16, 1)), Scale.AUTO)).isEmpty();
  }

  @Test
  void policiesThatNoEyeCouldTellApartShareALine() {
    LinePicture picture = draw(new QualityCharts(), Samples.quality());
    assertThat(picture.series())
        .extracting(Series::name)
        .containsExactly("uncached, float32", "ring, shift", "hop");
    List<Series.Point> ring = picture.series().get(1).points();
    assertThat(ring).hasSize(20); // 320 positions, a quarter of a window of 64 each
    assertThat(ring.get(0).x()).isEqualTo(8.5);
    assertThat(ring.get(0).value()).isEqualTo(1.6, within(1e-12));
    assertThat(ring.get(4).value()).isEqualTo(2.1, within(1e-12));
    assertThat(picture.marks())
        .containsExactly(new LinePicture.Mark("the window is full", true, 64.5, ""));
    assertThat(picture.heading().notes().get(0)).contains("64 stretches of play.txt and 16");
  }

  @Test
  void aTokensCostStandsAgainstItsLoss() {
    LinePicture picture =
        (LinePicture) new QualityCharts().of(Samples.quality(), Scale.AUTO).get(1);
    assertThat(picture.series())
        .extracting(Series::name)
        .containsExactly("uncached, float32", "cached, float32", "cached, bfloat16");
    Series.Point ring = picture.series().get(1).points().get(0);
    assertThat(ring.x()).isEqualTo(150);
    assertThat(ring.value()).isEqualTo(0.5);
    assertThat(ring.label()).isEqualTo("ring");
    assertThat(picture.series())
        .extracting(series -> series.pen().filled())
        .containsExactly(true, true, false);
    assertThat(picture.labels()).isEqualTo(LinePicture.Labels.NAMES);
    assertThat(picture.heading().subtitle().replace('\u00a0', ' '))
        .contains("several number formats", "script engine");
  }

  @Test
  void lossesAreThoseThatAreNumbers() {
    LinePicture picture = draw(new LossChart(), Samples.training());
    assertThat(picture.series().get(0).points())
        .extracting(Series.Point::x)
        .containsExactly(250.0, 500.0);
    assertThat(picture.series().get(1).points())
        .extracting(Series.Point::value)
        .containsExactly(4.2, 2.4, 2.1);
    assertThat(picture.heading().title())
        .isEqualTo("Training loss: 2.10 nats a token on held-out text");
    assertThat(picture.heading().subtitle().replace('\u00a0', ' '))
        .isEqualTo(
            "2 layers, 4 heads, embed 256, block 1024  ·  batch size 12  ·  float32  ·"
                + "  script engine  ·  CPU: Test CPU, 2 threads");
  }

  @Test
  void rowsThatHoldNoFigureAreNotUsable() {
    Row good = metric(step("cached", "ring", 16, 1), "mfu", Double.NaN);
    Row bad = row("DecodeStepBenchmark.cached", "us/op", new double[] {Double.NaN});
    RunData run = run(good, bad);
    assertThat(run.usable().rows()).containsExactly(good);
    assertThat(run.faults()).hasSize(1).first().asString().contains("NaN");
  }
}
