package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The run in a table: both arms side by side, and what the cache buys. */
final class SpeedupTable {
  /** Stands where a figure is missing. ASCII only: a terminal may have no other characters. */
  private static final String NONE = "-";

  /** An interval whose ends are so many times apart says nothing. */
  private static final double UNCLEAR = 10;

  private static final List<String> HEAD =
      List.of(
          "steps",
          "cached s",
          "uncached s",
          "speed-up",
          "95 % interval",
          "cached tok/s",
          "uncached tok/s",
          "cached answer");

  private final List<Measurement> measurements;
  private final boolean policies;
  private final Set<String> differing;

  private SpeedupTable(List<Row> rows) {
    this.measurements =
        Measurement.of(rows).stream()
            .sorted(Comparator.comparing(Measurement::policy).thenComparing(Measurement::steps))
            .toList();
    this.policies =
        measurements.stream()
                .filter(m -> m.arm() == Arm.CACHED)
                .map(Measurement::policy)
                .distinct()
                .count()
            > 1;
    this.differing = Differing.names(measurements.stream().map(Measurement::setting).toList());
  }

  /** One line for each cached row, and for each uncached row that no cached one stands beside. */
  static String of(List<Row> rows) {
    return new SpeedupTable(rows).table();
  }

  /** A word on ratios that say little, in one line; empty where all say something. */
  static Optional<String> doubts(List<Row> rows) {
    SpeedupTable table = new SpeedupTable(rows);
    List<Estimate> ratios =
        table.measurements.stream()
            .filter(m -> m.arm() == Arm.CACHED)
            .flatMap(
                cached ->
                    table.partner(cached).stream()
                        .map(uncached -> Estimates.ratio(uncached.row(), cached.row())))
            .filter(Estimate::hasInterval)
            .toList();
    long doubtful =
        ratios.stream()
            .filter(r -> (r.low() <= 1 && r.high() >= 1) || r.high() > UNCLEAR * r.low())
            .count();
    return doubtful == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                "note: %d of %d speed-ups cannot be told from the machine's noise (the interval"
                    + " includes 1, or spans tenfold): measure on a quieter machine%s or with more"
                    + " --forks",
                doubtful, ratios.size(), table.isOnOneThread() ? "" : ", with -p threads=1"));
  }

  private boolean isOnOneThread() {
    return measurements.stream().allMatch(m -> "1".equals(m.setting().get("threads")));
  }

  private String table() {
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>();
    if (policies) {
      head.add("policy");
    }
    head.addAll(differing);
    head.addAll(HEAD);
    lines.add(head);
    Set<Measurement> shown = new HashSet<>();
    for (Measurement cached : measurements) {
      if (cached.arm() == Arm.CACHED) {
        Optional<Measurement> partner = partner(cached);
        partner.ifPresent(shown::add);
        lines.add(line(Optional.of(cached), partner));
      }
    }
    for (Measurement uncached : measurements) {
      if (uncached.arm() == Arm.UNCACHED && !shown.contains(uncached)) {
        lines.add(line(Optional.empty(), Optional.of(uncached)));
      }
    }
    return TextTable.aligned(lines);
  }

  private Optional<Measurement> partner(Measurement cached) {
    return measurements.stream()
        .filter(
            m ->
                m.arm() == Arm.UNCACHED
                    && m.steps() == cached.steps()
                    && m.setting().equals(cached.setting()))
        .findFirst();
  }

  private List<String> line(Optional<Measurement> cached, Optional<Measurement> uncached) {
    Measurement either = cached.or(() -> uncached).orElseThrow();
    List<String> line = new ArrayList<>();
    if (policies) {
      line.add(either.policy());
    }
    differing.forEach(name -> line.add(either.setting().getOrDefault(name, NONE)));
    line.add(Long.toString(either.steps()));
    line.add(cached.map(m -> Figures.threeDigits(m.seconds().value())).orElse(NONE));
    line.add(uncached.map(m -> Figures.threeDigits(m.seconds().value())).orElse(NONE));
    if (cached.isPresent() && uncached.isPresent()) {
      Estimate ratio = Estimates.ratio(uncached.get().row(), cached.get().row());
      line.add(Figures.threeDigits(ratio.value()) + "x");
      line.add(Figures.interval(ratio));
    } else {
      line.add(NONE);
      line.add(NONE);
    }
    line.add(cached.map(SpeedupTable::tokensPerSecond).orElse(NONE));
    line.add(uncached.map(SpeedupTable::tokensPerSecond).orElse(NONE));
    line.add(cached.map(m -> m.isApproximate() ? "approximate" : "exact").orElse(NONE));
    return line;
  }

  private static String tokensPerSecond(Measurement measurement) {
    double batch = Double.parseDouble(measurement.setting().getOrDefault("batchSize", "1"));
    return Figures.threeDigits(measurement.steps() * batch / measurement.seconds().value());
  }
}
