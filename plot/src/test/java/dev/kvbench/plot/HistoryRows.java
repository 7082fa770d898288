package dev.kvbench.plot;

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
import java.util.Random;

/** Made-up histories of one row, the same at every call. */
final class HistoryRows {
  static final String KEY =
      "dev.kvbench.benchmarks.GenerateBenchmark.cached ss blockSize=1024 device=cpu dtype=float32"
          + " embedSize=256 engine=eager policy=shift steps=512 threads=2 jmhThreads=1";

  private HistoryRows() {}

  /** Levels in seconds that last for so many runs each, forks 1 % apart. */
  static RowHistory row(int length, double... levels) {
    return row(KEY, 0.01, 5, length, levels);
  }

  static RowHistory row(String key, double noise, int forks, int length, double... levels) {
    Machine machine = new Machine("AMD EPYC", "2", "none", "Debian GNU/Linux", "17.0.15");
    Random random = new Random(1);
    List<HistorySeries.Point> points = new ArrayList<>();
    for (double level : levels) {
      for (int i = 0; i < length; i++) {
        double value = level * Math.exp(noise * random.nextGaussian());
        double end = forks > 1 ? Math.exp(1.5 * noise) : Double.NaN;
        points.add(
            new HistorySeries.Point(
                run(points.size(), machine), new Estimate(value, value / end, value * end, forks)));
      }
    }
    HistorySeries series = new HistorySeries(machine, key, "s/op", points);
    Segmentation segmentation = Segmentation.of(series.values(), new EDivisive(0.05), 0.05);
    return new RowHistory(1, 1, "GenerateBenchmark.cached steps=512", series, segmentation);
  }

  private static HistoryEntry run(int number, Machine machine) {
    return new HistoryEntry(
        Instant.parse("2026-11-01T04:00:00Z").plusSeconds(86400L * number),
        "quick",
        String.format(Locale.ROOT, "%07x", 0xa25b2ea + 7919 * (number / 2)), // each twice
        number % 10 == 9,
        machine,
        List.of());
  }

  /** The same, on the second of two machines. */
  static RowHistory onSecondMachine(RowHistory row) {
    return new RowHistory(2, 2, row.name(), row.series(), row.segmentation());
  }
}
