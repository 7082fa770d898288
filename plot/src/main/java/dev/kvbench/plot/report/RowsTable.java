package dev.kvbench.plot.report;

import dev.kvbench.plot.report.DataTable.Cell;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every row of a run with all that was measured of it. */
final class RowsTable {
  /** Secondary metrics in words, the most asked for first; others follow by their own names. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("predictedToMeasured", "predicted ÷ measured");
    KNOWN.put("mfu", "MFU %");
    KNOWN.put("mbu", "MBU %");
    KNOWN.put("gigaflops", "gigaflops");
    KNOWN.put("predictedMicroseconds", "predicted µs/op");
    KNOWN.put("operationsPerToken", "operations/token");
    KNOWN.put("flopsPerToken", "FLOP/token (counted by the cost model)");
    KNOWN.put("bytesPerToken", "bytes/token (counted by the cost model)");
    KNOWN.put("ceilingGigaflops", "ceiling gigaflops");
    KNOWN.put("ceilingGigabytesPerSecond", "ceiling GB/s");
    KNOWN.put("kvBytes", "K and V, bytes");
    KNOWN.put("heapBytesPerToken", "Java heap, bytes/token");
    KNOWN.put("peakRssBytes", "peak RSS, bytes");
    KNOWN.put("maxLogitDifference", "largest |Δlogit|");
    KNOWN.put("tokenHash", "hash of the tokens");
  }

  private static final Set<String> SHARES = Set.of("mfu", "mbu");

  /** Have columns of their own. */
  private static final Set<String> OTHERS =
      Set.of("exact", "tokensPerOperation", "tokensPerSecond", "bursty");

  private final List<Row> rows;
  private final RowNames names;

  /** Another project's rows make no tokens, and there is no model for them to answer like. */
  private final boolean hasArms;

  private final List<String> secondary = new ArrayList<>();

  private RowsTable(List<Row> rows) {
    this.rows = rows;
    this.names = RowNames.of(rows);
    this.hasArms = rows.stream().anyMatch(row -> row.arm().isPresent());
    Set<String> metrics = new TreeSet<>();
    rows.forEach(row -> metrics.addAll(row.secondary().keySet()));
    metrics.removeAll(OTHERS);
    KNOWN.keySet().stream().filter(metrics::remove).forEach(secondary::add);
    secondary.addAll(metrics);
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
    secondary.forEach(metric -> head.add(KNOWN.getOrDefault(metric, metric)));
    String caption =
        name + ": all rows; " + value() + " is the geometric mean over forks of each fork's figure";
    return Html.of(
        "<h3>All rows</h3>\n<p class=\"note\">All rows: %s.</p>\n%s",
        shared(), DataTable.of(id, caption, head, rows.stream().map(this::line).toList()));
  }

  /** What the rows hold: times, rates (of which more is better), or something else. */
  private String value() {
    List<String> units = rows.stream().map(row -> row.primary().unit()).toList();
    if (units.stream().allMatch(unit -> Seconds.perOperation(unit).isPresent())) {
      return "time";
    }
    return units.stream().allMatch(unit -> unit.startsWith("ops/")) ? "rate" : "value";
  }

  private String shared() {
    return RowNames.shared(rows).entrySet().stream()
        .map(param -> param.getKey() + " " + param.getValue())
        .collect(Collectors.joining(", "));
  }

  private List<Cell> line(Row row) {
    List<Cell> line = new ArrayList<>();
    line.add(Cell.of(names.benchmark(row)));
    for (String value : names.cells(row)) {
      line.add(
          value.matches("\\d{1,15}") ? new Cell(value, Double.parseDouble(value)) : Cell.of(value));
    }
    Estimate time = Estimates.of(row);
    line.add(Cell.of(time.value()));
    line.add(Cell.of(row.primary().unit()));
    line.add(time.hasInterval() ? Cell.of(time.low()) : Cell.none());
    line.add(time.hasInterval() ? Cell.of(time.high()) : Cell.none());
    line.add(Cell.of(time.forks()));
    line.add(percentile(row, 50));
    line.add(percentile(row, 90));
    if (hasArms) {
      line.add(
          Throughput.tokensPerSecond(row).map(rate -> Cell.of(rate.value())).orElse(Cell.none()));
      line.add(Cell.of(row.exactness().word()));
    }
    for (String metric : secondary) {
      OptionalDouble found = row.metric(metric);
      line.add(found.isEmpty() ? Cell.none() : cell(metric, found.getAsDouble()));
    }
    return line;
  }

  private static Cell cell(String name, double value) {
    return SHARES.contains(name) ? new Cell(Numbers.digits(100 * value), value) : Cell.of(value);
  }

  private static Cell percentile(Row row, double percent) {
    double value = Estimates.percentile(row, percent);
    return Double.isNaN(value) ? Cell.none() : Cell.of(value);
  }
}
