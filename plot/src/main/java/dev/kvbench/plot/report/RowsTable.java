package dev.kvbench.plot.report;

import dev.kvbench.plot.report.Tables.Cell;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every row of a run with all that was measured of it. */
final class RowsTable {
  /** A column of secondary metrics: the metric, and its name in words. */
  private record Column(String metric, String words) {}

  /** Columns in their order, the most asked for first; other metrics follow by their own names. */
  private static final List<Column> KNOWN =
      List.of(
          new Column("tokensPerSecond", "tokens/s"),
          new Column("predictedToMeasured", "predicted ÷ measured"),
          new Column("mfu", "MFU %"),
          new Column("mbu", "MBU %"),
          new Column("gigaflops", "gigaflops"),
          new Column("predictedMicroseconds", "predicted µs/op"),
          new Column("operationsPerToken", "operations/token"),
          new Column("flopsPerToken", "FLOP/token (counted by the cost model)"),
          new Column("bytesPerToken", "bytes/token (counted by the cost model)"),
          new Column("ceilingGigaflops", "ceiling gigaflops"),
          new Column("ceilingGigabytesPerSecond", "ceiling GB/s"),
          new Column("kvBytes", "K and V, bytes"),
          new Column("heapBytesPerToken", "Java heap, bytes/token"),
          new Column("peakRssBytes", "peak RSS, bytes"),
          new Column("maxLogitDifference", "largest |Δlogit|"),
          new Column("tokenHash", "hash of the tokens"));

  /** So many of these are printed on paper too. */
  private static final int ON_PAPER = 4;

  private static final Set<String> SHARES = Set.of("mfu", "mbu");

  /** Has a column of its own. */
  private static final String EXACT = "exact";

  private final List<Row> rows;
  private final NavigableSet<String> differing;
  private final List<Column> secondary = new ArrayList<>();

  private RowsTable(List<Row> rows) {
    this.rows = rows;
    this.differing = Differing.namesOrMissing(rows.stream().map(Row::params).toList());
    Set<String> metrics = new TreeSet<>();
    rows.forEach(row -> metrics.addAll(row.secondary().keySet()));
    metrics.remove(EXACT);
    KNOWN.stream().filter(column -> metrics.remove(column.metric())).forEach(secondary::add);
    metrics.forEach(metric -> secondary.add(new Column(metric, metric)));
  }

  /** The table, and what all rows share above it. */
  static List<Element> of(String id, String name, List<Row> rows) {
    return new RowsTable(rows).elements(id, name);
  }

  private List<Element> elements(String id, String name) {
    List<Element> elements = new ArrayList<>();
    String shared = shared();
    if (!shared.isEmpty()) {
      elements.add(Element.of("p", "All rows: " + shared + ".").attr("class", "note"));
    }
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(differing);
    head.addAll(List.of(value(), "unit", "95 % from", "95 % to", "forks", "p50", "p90", "answer"));
    int shown = head.size() + ON_PAPER;
    secondary.forEach(column -> head.add(column.words()));
    elements.add(
        Tables.sortable(
            id,
            name
                + ": all rows; "
                + value()
                + " is the geometric mean over forks of each fork's median",
            head,
            shown,
            rows.stream().map(this::line).toList()));
    return elements;
  }

  /** What the rows hold: times, rates (of which more is better), or something else. */
  private String value() {
    List<String> units = rows.stream().map(row -> row.primary().unit()).toList();
    if (units.stream().allMatch(unit -> Seconds.perOperation(unit).isPresent())) {
      return "time";
    }
    return units.stream().allMatch(ArmPair::isRate) ? "rate" : "value";
  }

  private String shared() {
    Map<String, String> same = new LinkedHashMap<>();
    rows.forEach(
        row ->
            row.params()
                .forEach(
                    (param, value) -> {
                      if (!differing.contains(param)) {
                        same.put(param, value);
                      }
                    }));
    return same.entrySet().stream()
        .map(param -> param.getKey() + " " + param.getValue())
        .collect(Collectors.joining(", "));
  }

  private List<Cell> line(Row row) {
    List<Cell> line = new ArrayList<>();
    line.add(Cell.of(row.className().replaceFirst("Benchmark$", "") + "." + row.method()));
    for (String param : differing) {
      String value = row.params().getOrDefault(param, "–");
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
    Metric exact = row.secondary().get(EXACT);
    line.add(Cell.of(exact == null ? "not said" : exact.score() < 1 ? "approximate" : "exact"));
    for (Column column : secondary) {
      Metric metric = row.secondary().get(column.metric());
      line.add(metric == null ? Cell.none() : cell(column.metric(), metric.score()));
    }
    return line;
  }

  private static Cell cell(String name, double value) {
    return SHARES.contains(name)
        ? new Cell(String.format(Locale.ROOT, "%.1f", 100 * value), value)
        : Cell.of(value);
  }

  private static Cell percentile(Row row, double percent) {
    double value = Estimates.percentile(row, percent);
    return Double.isNaN(value) ? Cell.none() : Cell.of(value);
  }
}
