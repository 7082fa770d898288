package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.Estimate;
import dev.kvbench.results.Estimates;
import dev.kvbench.results.Row;
import dev.kvbench.results.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "arm",
            "rung",
            "dtype",
            "ms/token",
            "95 % interval",
            "than published",
            "predicted",
            "answer"));
    for (Rung rung : rungs) {
      Estimate time = rung.millisecondsPerToken();
      lines.add(
          List.of(
              rung.arm().word(),
              rung.name(),
              rung.dtype(),
              Figures.threeDigits(time.value()),
              Figures.interval(time),
              rungs.stream()
                  .filter(first -> first.isFirst() && first.arm() == rung.arm())
                  .findFirst()
                  .map(first -> Estimates.ratio(first.row(), rung.row()).value())
                  .map(ratio -> Figures.threeDigits(ratio) + "x faster")
                  .orElse("-"),
              RowsTable.predicted(rung.row().secondary().get("predictedToMeasured")),
              rung.exact() ? "exact" : "approximate"));
    }
    return Optional.of(TextTable.aligned(lines));
  }
}
