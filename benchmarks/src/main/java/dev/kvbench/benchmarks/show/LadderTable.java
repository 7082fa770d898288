package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The ladder in a table: what a token costs on each rung, and how many times less than at first.
 */
final class LadderTable {
  private static final String RUNG = "rung";
  private static final String FIRST = "published";

  /** What rungs of one ladder may differ in. */
  private static final Set<String> OF_RUNG = Set.of(RUNG, "dtype");

  private LadderTable() {}

  /** Whether the row is a rung of known length, and holds a time or a rate. */
  static boolean isRung(Row row) {
    return row.isOf("LadderBenchmark")
        && row.count("steps").isPresent()
        && Throughput.secondsPerToken(row).isPresent();
  }

  /** Empty where there is no rung. */
  static Optional<String> of(List<Row> rows) {
    List<Row> rungs = rows.stream().filter(LadderTable::isRung).toList();
    if (rungs.isEmpty()) {
      return Optional.empty();
    }
    RowNames names = RowNames.of(rungs);
    List<Integer> columns =
        IntStream.range(0, names.columns().size())
            .filter(i -> !OF_RUNG.contains(names.columns().get(i)))
            .boxed()
            .toList();
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("arm", RUNG, "dtype"));
    columns.forEach(column -> head.add(names.columns().get(column)));
    head.addAll(List.of("ms/token", "95 % interval", "than published", "predicted", "answer"));
    lines.add(head);
    for (Row rung : rungs) {
      Estimate time = Throughput.secondsPerToken(rung).orElseThrow().times(1e3);
      List<String> line = new ArrayList<>();
      line.add(rung.method());
      line.add(rung.param(RUNG).orElse(Numbers.NONE));
      line.add(rung.param("dtype").orElse("float32"));
      List<String> cells = names.cells(rung);
      columns.forEach(column -> line.add(cells.get(column)));
      line.add(Numbers.digits(time.value()));
      line.add(Figures.interval(time));
      line.add(first(rung, rungs).map(first -> factor(first, rung)).orElse(Numbers.NONE));
      line.add(RowsTable.predicted(rung));
      line.add(RowsTable.answer(rung));
      lines.add(line);
    }
    return Optional.of(TextTable.aligned(lines));
  }

  /** Where the rung's own ladder begins: the first rung of its arm in its setting. */
  private static Optional<Row> first(Row rung, List<Row> rungs) {
    return rungs.stream()
        .filter(row -> row.param(RUNG).filter(FIRST::equals).isPresent())
        .filter(row -> row.benchmark().equals(rung.benchmark()))
        .filter(row -> row.primary().unit().equals(rung.primary().unit()))
        .filter(
            row -> row.withoutParams(OF_RUNG).params().equals(rung.withoutParams(OF_RUNG).params()))
        .findFirst();
  }

  private static String factor(Row first, Row rung) {
    return Numbers.times(Estimates.ratio(first, rung).value()) + " faster";
  }
}
