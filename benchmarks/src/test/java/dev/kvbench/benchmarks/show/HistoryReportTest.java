package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.history.EDivisive;
import dev.kvbench.results.history.HistoryEntry;
import dev.kvbench.results.history.HistorySeries;
import dev.kvbench.results.history.Machine;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.history.Segmentation;
import dev.kvbench.results.stats.Estimate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryReportTest {
  private static final EDivisive RULE = new EDivisive(0.05);

  private static RowHistory row(int machine, double... values) {
    Machine facts = new Machine("CPU " + machine, "2", "none", "Debian", "17");
    List<HistorySeries.Point> points =
        IntStream.range(0, values.length)
            .mapToObj(
                i ->
                    new HistorySeries.Point(
                        new HistoryEntry(
                            Instant.EPOCH.plusSeconds(i),
                            "quick",
                            "c" + i,
                            i == 5,
                            facts,
                            List.of()),
                        new Estimate(values[i], Double.NaN, Double.NaN, 1)))
            .toList();
    HistorySeries series = new HistorySeries(facts, "B.cached ss", "s/op", points);
    return new RowHistory(
        machine, 2, "B.cached", series, Segmentation.of(series.values(), RULE, 0.05));
  }

  private static double[] step(double from, double to) {
    double[] values = new double[10];
    Arrays.setAll(values, i -> (i < 5 ? from : to) * (1 + 0.001 * (3 * i % 7)));
    return values;
  }

  @Test
  void everyMachineHasATableAndEveryChangeALine() {
    String tables = HistoryReport.tables(List.of(row(1, step(1, 1.5)), row(2, step(1, 1))));
    assertThat(tables.lines().map(String::strip).toList())
        .satisfiesExactly(
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("machine 1: CPU 1, 2 cores, no GPU, Debian, JVM 17"),
            line -> assertThat(line).matches("row +runs +latest +unit +change +at run +ratio +p"),
            line ->
                assertThat(line)
                    .matches("B.cached +10 +1.5\\d +s/op +c4 -> c5\\+ +6 +1.50× +0.0\\d+"),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("machine 2: CPU 2, 2 cores, no GPU, Debian, JVM 17"),
            line -> assertThat(line).startsWith("row "),
            line -> assertThat(line).matches("B.cached +10 +1.0\\d +s/op +none"));
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(HistoryReport.notes(List.of(row(1, step(1, 1.5))), RULE, 0.05)).isEmpty();
    assertThat(HistoryReport.notes(List.of(row(1, step(1, 1)), row(1, 1, 2, 3)), RULE, 0.05))
        .containsExactly(
            "no change point of at least 5.0 % (alpha 0.05 for each row)",
            "note: a change can be found from 8 runs on; 1 row has fewer",
            "note: no longer in the latest run of the suite: B.cached");
  }

  @Test
  void ofManyRowsTheChangedOnesAreDrawn() {
    RowHistory still = row(1, step(1, 1));
    RowHistory changed = row(1, step(1, 1.5));
    List<RowHistory> many =
        Stream.concat(Stream.generate(() -> still).limit(59), Stream.of(changed)).toList();
    assertThat(HistoryReport.drawn(many)).containsExactly(changed);
    assertThat(HistoryReport.drawn(many.subList(0, 12))).hasSize(12);
  }
}
