package dev.kvbench.plot.report;

import dev.kvbench.plot.report.DataTable.Cell;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.List;

/** How many times as fast each cached row of a run is as the uncached one beside it. */
final class PairsTable {
  private PairsTable() {}

  static Html of(String id, String name, List<ArmPair> pairs) {
    RowNames names = RowNames.of(pairs.stream().map(ArmPair::cached).toList());
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.addAll(
        List.of("uncached", "cached", "unit", "speed-up", "95 % from", "95 % to", "answer"));
    List<List<Cell>> lines = new ArrayList<>();
    for (ArmPair pair : pairs) {
      Row row = pair.cached();
      Estimate speedup = pair.speedup();
      List<Cell> line = new ArrayList<>(List.of(Cell.of(names.benchmark(row))));
      names.cells(row).forEach(value -> line.add(Cell.ofParam(value)));
      line.add(Cell.of(Estimates.of(pair.uncached()).value()));
      line.add(Cell.of(Estimates.of(row).value()));
      line.add(Cell.of(row.primary().unit()));
      line.add(new Cell(Numbers.times(speedup.value()), speedup.value()));
      line.addAll(Cell.ends(speedup));
      line.add(Cell.of(row.exactness().word()));
      lines.add(line);
    }
    return Html.of(
        "<h3>Speed-ups</h3>\n%s",
        DataTable.of(id, name + ": uncached time ÷ cached time", head, lines));
  }
}
