package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ladder in a table: what a token costs on each rung, and how many times less than at first.
 */
final class LadderTable {
  private LadderTable() {}

  /** Empty where there is no rung. */
  static Optional<String> of(List<Row> rows) {
    List<Rung> rungs = Rung.of(rows);
    if (rungs.isEmpty()) {
      return Optional.empty();
    }
    Set<String> differing = Differing.names(rungs.stream().map(Rung::setting).toList());
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("arm", "rung", "dtype"));
    head.addAll(differing);
    head.addAll(List.of("ms/token", "95 % interval", "than published", "predicted", "answer"));
    lines.add(head);
    for (Rung rung : rungs) {
      Estimate time = rung.millisecondsPerToken();
      List<String> line = new ArrayList<>(List.of(rung.arm().word(), rung.name(), rung.dtype()));
      differing.forEach(name -> line.add(rung.setting().getOrDefault(name, "-")));
      line.add(Figures.threeDigits(time.value()));
      line.add(Figures.interval(time));
      line.add(rung.first(rungs).map(first -> factor(first, rung)).orElse("-"));
      line.add(RowsTable.predicted(rung.row().secondary().get("predictedToMeasured")));
      line.add(rung.exact() ? "exact" : "approximate");
      lines.add(line);
    }
    return Optional.of(TextTable.aligned(lines));
  }

  private static String factor(Rung first, Rung rung) {
    return Figures.threeDigits(Estimates.ratio(first.row(), rung.row()).value()) + "x faster";
  }
}
