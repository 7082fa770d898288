package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rows that no other table is made for: what was measured, its time and its interval, and the time
 * that nine of ten iterations stay below; tokens a second, and the shares of the measured read
 * bandwidth (MBU) and matrix rate (MFU) that it makes use of.
 */
final class RowsTable {
  private static final Set<String> ELSEWHERE = Set.of("GenerateBenchmark", "LadderBenchmark");

  private RowsTable() {}

  /** Empty where there is no such row. */
  static Optional<String> of(List<Row> rows) {
    List<Row> own = rows.stream().filter(row -> !ELSEWHERE.contains(row.className())).toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Set<String> differing = Differing.names(own.stream().map(Row::params).toList());
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(differing);
    head.addAll(List.of("time", "unit", "95 % interval", "p90", "tok/s", "MBU", "MFU"));
    head.addAll(List.of("predicted", "answer"));
    lines.add(head);
    for (Row row : own) {
      List<String> line = new ArrayList<>();
      line.add(row.className().replaceFirst("Benchmark$", "") + "." + row.method());
      differing.forEach(name -> line.add(param(row, name)));
      Estimate time = Estimates.of(row);
      line.add(Figures.threeDigits(time.value()));
      line.add(row.primary().unit());
      line.add(Figures.interval(time));
      double p90 = Estimates.percentile(row, 90);
      line.add(Double.isNaN(p90) ? "-" : Figures.threeDigits(p90));
      line.add(rate(row.secondary().get("tokensPerSecond")));
      line.add(percent(row.secondary().get("mbu")));
      line.add(percent(row.secondary().get("mfu")));
      line.add(predicted(row.secondary().get("predictedToMeasured")));
      line.add(answer(row.secondary().get("exact")));
      lines.add(line);
    }
    return Optional.of(TextTable.aligned(lines));
  }

  /** A parameter's value; none where the row has no such parameter, or it means nothing to it. */
  private static String param(Row row, String name) {
    boolean meaningless =
        name.equals("policy") && Arm.ofMethod(row.method()).equals(Optional.of(Arm.UNCACHED));
    return meaningless ? "-" : row.params().getOrDefault(name, "-");
  }

  /** How far the predicted time is from the measured one. */
  static String predicted(Metric share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%+.0f %%", 100 * (share.score() - 1));
  }

  private static String rate(Metric rate) {
    return rate == null ? "-" : Figures.threeDigits(rate.score());
  }

  private static String percent(Metric share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share.score());
  }

  private static String answer(Metric exact) {
    return exact == null ? "-" : exact.score() < 1 ? "approximate" : "exact";
  }
}
