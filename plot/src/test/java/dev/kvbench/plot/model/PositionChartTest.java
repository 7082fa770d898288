package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.step;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionChartTest {
  private static List<LinePicture> draw(Row... rows) {
    return new PositionChart()
        .of(run(rows), Scale.AUTO).stream()
            .filter(LinePicture.class::isInstance)
            .map(LinePicture.class::cast)
            .toList();
  }

  private static List<Double> values(Series series) {
    return series.points().stream().map(Series.Point::value).toList();
  }

  private static Row cached(String policy, int position, double bytes, double gigabytes) {
    Row row = metric(step("cached", policy, position, 900), "bytesPerToken", bytes);
    return metric(row, "ceilingGigabytesPerSecond", gigabytes);
  }

  private static Row uncached(int position, double flops, double gigaflops) {
    Row row = metric(step("uncached", "ring", position, 900), "flopsPerToken", flops);
    return metric(row, "ceilingGigaflops", gigaflops);
  }

  @Test
  void aTokenIsInMicrosecondsByItsPosition() {
    LinePicture picture =
        draw(step("cached", "ring", 512, 450), step("cached", "ring", 16, 300)).get(0);
    assertThat(picture.key()).isEqualTo("position");
    assertThat(picture.series().get(0).points())
        .extracting(Series.Point::x)
        .containsExactly(16.0, 512.0);
    assertThat(values(picture.series().get(0)).get(1)).isEqualTo(450, within(1e-9));
    assertThat(picture.y().unit()).isEqualTo(" µs");
  }

  @Test
  void theCeilingsMakeALineForEachArm() {
    LinePicture picture =
        draw(cached("ring", 16, 2e6, 10), cached("ring", 512, 4e6, 10), uncached(16, 5e6, 100))
            .get(0);
    List<Series> ceilings = picture.references();
    assertThat(ceilings)
        .extracting(Series::name)
        .containsExactly("ceiling, uncached: arithmetic alone", "ceiling, cached: memory alone");
    assertThat(values(ceilings.get(0))).containsExactly(50.0);
    assertThat(values(ceilings.get(1))).containsExactly(200.0, 400.0);
    assertThat(ceilings)
        .extracting(series -> series.pen().tone())
        .containsExactly(Pen.Tone.REFERENCE_UNCACHED, Pen.Tone.REFERENCE_CACHED);
    assertThat(picture.heading().notes())
        .contains("grey, dashed: what the measured ceilings allow, without calls; not measured");
  }

  @Test
  void theCeilingIsOfTheComparedPolicyAndOfEverySequence() {
    List<Series> ceilings =
        draw(
                cached("article", 16, 8e6, 10),
                metric(cached("ring", 16, 2e6, 10), "operationsPerToken", 57),
                cached("shift", 512, 6e6, 10))
            .get(0)
            .references();
    assertThat(ceilings).hasSize(1);
    assertThat(values(ceilings.get(0))).containsExactly(200.0);
    Row four = with(cached("ring", 16, 2e6, 10), "batchSize", 4);
    Row later = with(cached("ring", 512, 4e6, 10), "batchSize", 4);
    assertThat(values(draw(four, later).get(0).references().get(0))).containsExactly(800.0, 1600.0);
  }

  @Test
  void withoutItsMetricsARowHasNoCeiling() {
    Row half = metric(step("cached", "ring", 16, 400), "bytesPerToken", 2e6);
    LinePicture picture = draw(half, step("cached", "ring", 512, 400)).get(0);
    assertThat(picture.references()).isEmpty();
    assertThat(picture.heading().notes()).noneMatch(note -> note.contains("ceilings"));
    assertThat(draw(half, cached("ring", 512, 4e6, 10)).get(0).references().get(0).points())
        .extracting(Series.Point::x)
        .containsExactly(512.0);
  }

  @Test
  void manyPoliciesHaveBarsByRegion() {
    Row[] rows = {
      step("uncached", "shift", 16, 90000),
      step("cached", "growing", 16, 900),
      metric(step("cached", "ring", 1500, 800), "operationsPerToken", 57),
      metric(step("cached", "ring", 16, 900), "operationsPerToken", 57),
      metric(step("cached", "hop", 16, 900), "operationsPerToken", 57),
      metric(metric(step("cached", "shift", 1500, 900), "operationsPerToken", 73), "exact", 0),
      metric(step("cached", "shift", 16, 900), "operationsPerToken", 73),
      step("cached", "hop", 99, 700),
      // the fewest operations of all, and no line
      metric(step("cached", "sinks", 3000, 700), "operationsPerToken", 40)
    };
    assertThat(draw(rows).get(0).series())
        .extracting(Series::name)
        .containsExactly("uncached", "cached (ring)");
    BarPicture bars = (BarPicture) new PositionChart().of(run(rows), Scale.AUTO).get(1);
    assertThat(bars.key()).isEqualTo("position-policies");
    String inside = "Inside the window: 16 tokens before it";
    String past = "Past the window: 1500 tokens before it";
    assertThat(bars.bars())
        .extracting(Bar::group, Bar::name)
        .containsExactly(
            tuple(inside, "cached (growing)"),
            tuple(inside, "cached (ring)"),
            tuple(inside, "cached (hop)"),
            tuple(inside, "cached (shift)"),
            tuple(past, "cached (ring)"),
            tuple(past, "cached (shift), approximate"));
  }

  @Test
  void policiesThatShareNoPositionAreNotCompared() {
    Row[] rows = {
      step("cached", "ring", 16, 9),
      step("cached", "shift", 17, 9),
      step("cached", "hop", 18, 9),
      step("cached", "sinks", 19, 9)
    };
    assertThat(new PositionChart().of(run(rows), Scale.AUTO)).isEmpty();
  }

  @Test
  void ofOnePositionThereAreBarsOfBothArms() {
    List<Picture> pictures =
        new PositionChart()
            .of(run(step("cached", "ring", 16, 9), step("uncached", "ring", 16, 90)), Scale.AUTO);
    assertThat(pictures).hasSize(1);
    List<Bar> bars = ((BarPicture) pictures.get(0)).bars();
    assertThat(bars).extracting(Bar::name).containsExactly("uncached", "cached (ring)");
    assertThat(bars.get(1).faster().orElseThrow()).isEqualTo(10, within(1e-9));
  }
}
