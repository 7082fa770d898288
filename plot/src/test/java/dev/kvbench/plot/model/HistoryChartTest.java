package dev.kvbench.plot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.history.EDivisive;
import dev.kvbench.results.history.HistoryEntry;
import dev.kvbench.results.history.HistorySeries;
import dev.kvbench.results.history.Machine;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.history.Segmentation;
import dev.kvbench.results.stats.Estimate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HistoryChartTest {
  private static final String KEY =
      "dev.kvbench.benchmarks.GenerateBenchmark.cached ss batchSize=1 blockSize=1024 device=cpu"
          + " dtype=float32 embedSize=256 engine=eager policy=shift steps=512 threads=2"
          + " jmhThreads=1";

  /** Runs of some levels, eight of each. */
  private static RowHistory row(String name, double... levels) {
    Machine machine = new Machine("AMD EPYC", "2", "none", "Debian GNU/Linux", "17.0.15");
    List<HistorySeries.Point> points = new ArrayList<>();
    for (double level : levels) {
      for (int i = 0; i < 8; i++) {
        double value = level * (1 + 0.001 * (i % 3));
        HistoryEntry run =
            new HistoryEntry(
                Instant.parse("2026-11-01T04:00:00Z").plusSeconds(86400L * points.size()),
                "quick",
                String.format(Locale.ROOT, "%07x", 0xa25b2ea + points.size()),
                i == 7,
                machine,
                List.of());
        points.add(
            new HistorySeries.Point(run, new Estimate(value, 0.99 * value, 1.01 * value, 5)));
      }
    }
    HistorySeries series = new HistorySeries(machine, KEY, "s/op", points);
    return new RowHistory(
        1, 1, name, series, Segmentation.of(series.values(), new EDivisive(0.05), 0.05));
  }

  private static List<LinePicture> draw(RowHistory... rows) {
    return new HistoryChart()
        .of(RunData.ofHistory(List.of(rows)), Scale.AUTO).stream()
            .map(LinePicture.class::cast)
            .toList();
  }

  @Test
  void levelsAndTheChangeBetweenThemAreDrawn() {
    LinePicture picture = draw(row("Generate.cached steps=512", 1, 1.3)).get(0);
    assertThat(picture.key()).isEqualTo("history-Generate.cached-steps-512");
    assertThat(picture.series().get(0).points()).hasSize(16);
    assertThat(picture.series().get(0).pen().joined()).isFalse();
    assertThat(picture.references()).hasSize(2);
    assertThat(picture.references().get(1).points())
        .extracting(Series.Point::x)
        .containsExactly(8.5, 16.5);
    assertThat(picture.marks())
        .singleElement()
        .satisfies(
            mark -> {
              assertThat(mark.at()).isEqualTo(8.5);
              assertThat(mark.label()).startsWith("1.30× at a25b2f2");
            });
    assertThat(picture.x().names()).startsWith("1: a25b2ea").contains("8: a25b2f1+");
    assertThat(picture.heading().notes())
        .contains("AMD EPYC, 2 cores, no GPU, Debian GNU/Linux, JVM 17.0.15")
        .anyMatch(note -> note.startsWith("16 runs, 2026-11-01 to 2026-11-16; error bars"));
    assertThat(picture.heading().subtitle().replace('\u00a0', ' '))
        .isEqualTo(
            "embed 256, block 1024  ·  batch size 1  ·  float32  ·  eager engine  ·"
                + "  CPU: AMD EPYC, 2 threads");
  }

  @Test
  void theAxisShowsTenPercentAroundTheValues() {
    Range range = draw(row("quiet", 1)).get(0).y().range().orElseThrow();
    assertThat(range.low()).isEqualTo(0.9);
    assertThat(range.high()).isBetween(1.1, 1.11);
  }

  @Test
  void rowsOfOneNameHaveFilesOfTheirOwn() {
    assertThat(draw(row("a b", 1), row("a+b", 1)))
        .extracting(LinePicture::key)
        .containsExactly("history-a-b", "history-a-b-2");
    assertThat(draw(row("x".repeat(300), 1)).get(0).key()).hasSize("history-".length() + 120);
  }
}
