package dev.kvbench.results.history;

import dev.kvbench.results.stats.Estimate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Made-up runs and series. */
final class Histories {
  static final Machine MACHINE = new Machine("AMD EPYC", "2", "none", "Debian", "17.0.15");
  static final String KEY = "a.b.GenerateBenchmark.cached ss steps=64 jmhThreads=1";

  private Histories() {}

  /** The run of a day, of one row in s/op. */
  static HistoryEntry run(int day, double value) {
    return run(day, MACHINE, new HistoryRow(KEY, "s/op", estimate(value)));
  }

  static HistoryEntry run(int day, Machine machine, HistoryRow... rows) {
    return new HistoryEntry(
        Instant.parse("2026-01-01T10:00:00.025Z").plusSeconds(86400L * day),
        "quick",
        String.format(Locale.ROOT, "%07x", 0xabcde00 + day) + "0".repeat(33),
        false,
        machine,
        List.of(rows));
  }

  /** 3 forks, 2 % each way. */
  static Estimate estimate(double value) {
    return new Estimate(value, value * 0.98, value * 1.02, 3);
  }

  /** A history of one row, day after day. */
  static History history(Path file, double... values) {
    for (int day = 0; day < values.length; day++) {
      History.add(file, run(day, values[day]));
    }
    return History.read(file);
  }

  /** Normal noise around levels, each of which lasts as long. */
  static double[] levels(long seed, double noise, int length, double... levels) {
    SplittableRandom random = new SplittableRandom(seed);
    return Arrays.stream(levels)
        .flatMap(
            level ->
                IntStream.range(0, length).mapToDouble(i -> level + noise * random.nextGaussian()))
        .toArray();
  }
}
