package dev.kvbench.plot.report;

import dev.kvbench.plot.report.DataTable.Cell;
import dev.kvbench.results.compare.ExactMetric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every row of a run with all that was measured of it. */
final class RowsTable {
  /** Have columns of their own. */
  private static final Set<String> OTHERS =
      Set.of("exact", "tokensPerOperation", "tokensPerSecond", "bursty");

  private final List<Row> rows;
  private final RowNames names;

  /** Another project's rows make no tokens, and there is no model for them to answer like. */
  private final boolean hasArms;

  private final List<String> secondary;

  private RowsTable(List<Row> rows) {
    this.rows = rows;
    this.names = RowNames.of(rows);
    this.hasArms = rows.stream().anyMatch(row -> row.arm().isPresent());
    Set<String> metrics = new TreeSet<>();
    rows.forEach(row -> metrics.addAll(row.secondary().keySet()));
    metrics.removeAll(OTHERS);
    // what may only be the same or not is no quantity
    metrics.removeIf(metric -> ExactMetric.DEFAULTS.get(metric) == ExactMetric.SAME);
    secondary = List.copyOf(metrics);
  }

  /** The table, and what all rows share above it. */
  static Html of(String id, String name, List<Row> rows) {
    return new RowsTable(rows).html(id, name);
  }

  private Html html(String id, String name) {
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.addAll(List.of(value(), "unit", "95 % from", "95 % to", "forks", "p50", "p90"));
    if (hasArms) {
      head.addAll(List.of("tokens/s", "answer"));
    }
    head.addAll(secondary);
    String caption =
        name + ": all rows; " + value() + " is the geometric mean over forks of each fork's figure";
    return Html.of(
        "<h3>All rows</h3>\n<p class=\"note\">All rows: %s.</p>\n%s",
        RowNames.shared(rows).entrySet().stream()
            .map(param -> param.getKey() + " " + param.getValue())
            .collect(Collectors.joining(", ")),
        DataTable.of(id, caption, head, rows.stream().map(this::line).toList()));
  }

  /** What the rows hold: times, rates (of which more is better), or something else. */
  private String value() {
    List<String> units = rows.stream().map(row -> row.primary().unit()).toList();
    if (units.stream().allMatch(unit -> Seconds.perOperation(unit).isPresent())) {
      return "time";
    }
    return units.stream().allMatch(unit -> Seconds.perRate(unit).isPresent()) ? "rate" : "value";
  }

  private List<Cell> line(Row row) {
    List<Cell> line = new ArrayList<>(List.of(Cell.of(names.benchmark(row))));
    names.cells(row).forEach(value -> line.add(Cell.ofParam(value)));
    Estimate time = Estimates.of(row);
    line.add(Cell.of(time.value()));
    line.add(Cell.of(row.primary().unit()));
    line.addAll(Cell.ends(time));
    line.add(Cell.of(time.forks()));
    line.add(Cell.of(Estimates.percentile(row, 50)));
    line.add(Cell.of(Estimates.percentile(row, 90)));
    if (hasArms) {
      line.add(
          Throughput.tokensPerSecond(row).map(rate -> Cell.of(rate.value())).orElse(Cell.none()));
      line.add(Cell.of(row.exactness().word()));
    }
    secondary.forEach(
        metric -> line.add(Cell.of(Estimates.metric(row, metric).orElse(Double.NaN))));
    return line;
  }
}
