package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rows that no other table is made for: what was measured, its figure and its interval, and the
 * value that nine of ten iterations stay below; tokens a second, and the shares of the measured
 * read bandwidth (MBU) and matrix rate (MFU) that it makes use of.
 */
final class RowsTable {
  private RowsTable() {}

  /** Empty where there is no such row. */
  static Optional<String> of(List<Row> rows) {
    List<Row> own =
        rows.stream()
            .filter(row -> !SpeedupTable.isGeneration(row) && !LadderTable.isRung(row))
            .toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    RowNames names = RowNames.of(own);
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.addAll(List.of("time", "unit", "95 % interval", "p90", "tok/s", "MBU", "MFU"));
    head.addAll(List.of("predicted", "answer"));
    lines.add(head);
    for (Row row : own) {
      List<String> line = new ArrayList<>(List.of(names.benchmark(row)));
      line.addAll(names.cells(row));
      Estimate figure = Estimates.of(row);
      line.add(Numbers.digits(figure.value()));
      line.add(row.primary().unit());
      line.add(Figures.interval(figure));
      line.add(Numbers.digits(Estimates.percentile(row, 90)));
      line.add(
          Throughput.tokensPerSecond(row)
              .map(rate -> Numbers.digits(rate.value()))
              .orElse(Numbers.NONE));
      line.add(percent(row.metric("mbu")));
      line.add(percent(row.metric("mfu")));
      line.add(predicted(row));
      line.add(answer(row));
      lines.add(line);
    }
    return Optional.of(TextTable.aligned(lines));
  }

  /** How far the predicted time is from the measured one. */
  static String predicted(Row row) {
    OptionalDouble ratio = row.metric("predictedToMeasured");
    return ratio.isPresent() ? Numbers.change(ratio.getAsDouble()) : Numbers.NONE;
  }

  static String answer(Row row) {
    return row.exactness() == Exactness.NOT_SAID ? Numbers.NONE : row.exactness().word();
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Numbers.percent(share.getAsDouble()) : Numbers.NONE;
  }
}
