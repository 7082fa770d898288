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
import java.util.Set;

/**
 * Rows that are no generation: what was measured, its figure and its interval, and the value that
 * nine of ten iterations stay below; tokens a second, how many times faster a rung of the ladder is
 * than the published one, and the shares of the measured read bandwidth (MBU) and matrix rate (MFU)
 * that a row makes use of.
 */
final class OtherRowsTable {
  private static final String RUNG = "rung";
  private static final String PUBLISHED = "published";

  private OtherRowsTable() {}

  /** Empty where there is no such row. */
  static Optional<String> of(List<Row> all) {
    List<Row> rows = all.stream().filter(row -> !SpeedupTable.isGeneration(row)).toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    boolean rungs = rows.stream().anyMatch(OtherRowsTable::isRung);
    RowNames names = RowNames.of(rows);
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.addAll(List.of("time", "unit", "95 % interval", "p90", "tok/s"));
    if (rungs) {
      head.add("than published");
    }
    head.addAll(List.of("MBU", "MFU", "predicted", "answer"));
    lines.add(head);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(names.benchmark(row)));
      line.addAll(names.cells(row));
      Estimate figure = Estimates.of(row);
      line.add(Numbers.digits(figure.value()));
      line.add(row.primary().unit());
      line.add(SpeedupTable.interval(figure));
      line.add(Numbers.digits(Estimates.percentile(row, 90)));
      line.add(cell(Throughput.tokensPerSecond(row).map(rate -> Numbers.digits(rate.value()))));
      if (rungs) {
        line.add(cell(published(row, rows).map(first -> faster(first, row))));
      }
      line.add(percent(row.metric("mbu")));
      line.add(percent(row.metric("mfu")));
      OptionalDouble predicted = row.metric("predictedToMeasured");
      line.add(predicted.isPresent() ? Numbers.change(predicted.getAsDouble()) : Numbers.NONE);
      line.add(row.exactness() == Exactness.NOT_SAID ? Numbers.NONE : row.exactness().word());
      lines.add(line);
    }
    return Optional.of(TextTable.aligned(lines));
  }

  private static boolean isRung(Row row) {
    return row.isOf("LadderBenchmark") && row.param(RUNG).isPresent();
  }

  /** Where the row's own ladder begins: the published rung of its arm in its setting. */
  private static Optional<Row> published(Row row, List<Row> rows) {
    return rows.stream()
        .filter(first -> isRung(row) && first.param(RUNG).filter(PUBLISHED::equals).isPresent())
        .filter(first -> first.benchmark().equals(row.benchmark()))
        .filter(first -> first.primary().unit().equals(row.primary().unit()))
        .filter(first -> setting(first).equals(setting(row)))
        .findFirst();
  }

  /** What the rungs of one ladder have in common. */
  private static Object setting(Row row) {
    return row.withoutParams(Set.of(RUNG, "dtype")).params();
  }

  private static String faster(Row first, Row row) {
    return Numbers.times(Estimates.ratio(first, row).value()) + " faster";
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Numbers.percent(share.getAsDouble()) : Numbers.NONE;
  }

  private static String cell(Optional<String> text) {
    return text.orElse(Numbers.NONE);
  }
}
