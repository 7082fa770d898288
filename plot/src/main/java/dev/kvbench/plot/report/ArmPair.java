package dev.kvbench.plot.report;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cached row and the uncached one of the same setting.
 *
 * @param policy of the cached row
 * @param setting what both share, by name; of generations without their steps
 * @param steps tokens of a generation; 0 where the benchmark is of something else
 * @param ratio uncached time ÷ cached time
 * @param exact whether the cached answer is the uncached model's
 */
record ArmPair(
    String policy, SortedMap<String, String> setting, long steps, Estimate ratio, boolean exact) {

  private static final String RATE = "ops/";

  /** Of GenerateBenchmark, as its table and its chart have them. */
  static List<ArmPair> ofGenerations(List<Row> rows) {
    List<Measurement> measurements = Measurement.of(rows);
    List<ArmPair> pairs = new ArrayList<>();
    for (Measurement cached : measurements) {
      if (cached.arm() == Arm.CACHED) {
        measurements.stream()
            .filter(m -> m.arm() == Arm.UNCACHED && m.steps() == cached.steps())
            .filter(m -> m.setting().equals(cached.setting()))
            .findFirst()
            .ifPresent(
                m ->
                    pairs.add(
                        new ArmPair(
                            cached.policy(),
                            cached.setting(),
                            cached.steps(),
                            Estimates.ratio(m.row(), cached.row()),
                            !cached.isApproximate())));
      }
    }
    return List.copyOf(pairs);
  }

  /**
   * Of another benchmark class; policies are of no effect on the uncached arm. Rows that hold
   * neither times nor rates are passed over.
   */
  static List<ArmPair> of(List<Row> rows, String benchmark) {
    List<Row> own = rows.stream().filter(row -> row.className().equals(benchmark)).toList();
    List<ArmPair> pairs = new ArrayList<>();
    for (Row cached : own) {
      if (Arm.ofMethod(cached.method()).equals(Optional.of(Arm.CACHED))) {
        own.stream()
            .filter(row -> Arm.ofMethod(row.method()).equals(Optional.of(Arm.UNCACHED)))
            .filter(row -> setting(row).equals(setting(cached)))
            .flatMap(row -> timesFaster(row, cached).stream())
            .findFirst()
            .ifPresent(
                ratio ->
                    pairs.add(
                        new ArmPair(
                            cached.params().getOrDefault("policy", ""),
                            setting(cached),
                            0,
                            ratio,
                            isExact(cached))));
      }
    }
    return List.copyOf(pairs);
  }

  /** Of times uncached ÷ cached, of rates cached ÷ uncached; empty where units differ. */
  private static Optional<Estimate> timesFaster(Row uncached, Row cached) {
    String unit = cached.primary().unit();
    if (!uncached.primary().unit().equals(unit)) {
      return Optional.empty();
    }
    if (Seconds.perOperation(unit).isPresent()) {
      return Optional.of(Estimates.ratio(uncached, cached));
    }
    return isRate(unit) ? Optional.of(Estimates.ratio(cached, uncached)) : Optional.empty();
  }

  /** Whether a unit is of operations in a time, as JMH's throughput mode has it. */
  static boolean isRate(String unit) {
    return unit.startsWith(RATE) && Seconds.in(unit.substring(RATE.length())).isPresent();
  }

  /** Whether noise alone may have decided which arm is ahead. */
  boolean isUnsure() {
    return ratio.hasInterval() && ratio.low() <= 1 && 1 <= ratio.high();
  }

  private static boolean isExact(Row row) {
    Metric exact = row.secondary().get("exact");
    return exact == null || exact.score() >= 1;
  }

  private static SortedMap<String, String> setting(Row row) {
    SortedMap<String, String> setting = new TreeMap<>(row.params());
    setting.remove("policy");
    setting.put("mode", row.mode());
    setting.put("jmhThreads", String.valueOf(row.threads()));
    return setting;
  }

  /** A whole number of the setting, or a default where there is none. */
  static long count(Map<String, String> setting, String name, long otherwise) {
    String value = setting.getOrDefault(name, "");
    return value.matches("\\d{1,9}") ? Long.parseLong(value) : otherwise;
  }
}
