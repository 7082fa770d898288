package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.history.ChangePoint;
import dev.kvbench.results.history.EDivisive;
import dev.kvbench.results.history.HistoryEntry;
import dev.kvbench.results.history.HistorySeries;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows at the terminal where rows changed over the runs of a history, and draws them. */
public final class HistoryReport {
  /** Of more rows only those with a change are drawn. */
  static final int MAX_CHARTS = 12;

  private HistoryReport() {}

  /**
   * Prints a table for each machine and what is to be said of it, and draws charts.
   *
   * @param rows at least one
   * @param rule that the changes were found by
   * @param minChange as a fraction
   * @param charts folder for charts
   * @throws InputException if they cannot be drawn
   */
  public static void print(List<RowHistory> rows, EDivisive rule, double minChange, Path charts) {
    System.out.print(tables(rows));
    System.out.println();
    notes(rows, rule, minChange).forEach(System.out::println);
    draw(rows, charts);
  }

  /** A table for each machine, a line for each change, one for a row without. */
  static String tables(List<RowHistory> rows) {
    Map<Integer, List<RowHistory>> machines = new LinkedHashMap<>();
    rows.forEach(
        row -> machines.computeIfAbsent(row.machineNumber(), any -> new ArrayList<>()).add(row));
    StringBuilder tables = new StringBuilder();
    machines.forEach(
        (number, own) -> {
          tables.append(System.lineSeparator());
          if (own.get(0).machines() > 1) {
            tables.append("machine ").append(number).append(": ");
          }
          tables.append(own.get(0).series().machine().words()).append(System.lineSeparator());
          tables.append(TextTable.aligned(lines(own)));
        });
    return tables.toString();
  }

  private static List<List<String>> lines(List<RowHistory> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("row", "runs", "latest", "unit", "change", "at run", "ratio", "p"));
    for (RowHistory row : rows) {
      List<HistorySeries.Point> points = row.series().points();
      List<String> line = new ArrayList<>();
      line.add(row.name());
      line.add(String.valueOf(points.size()));
      line.add(Numbers.digits(row.series().latest().estimate().value()));
      line.add(row.series().unit());
      List<ChangePoint> changes = row.segmentation().changePoints();
      if (changes.isEmpty()) {
        line.addAll(List.of("none", "", "", ""));
        lines.add(line);
      }
      for (ChangePoint change : changes) {
        String before = points.get(change.index() - 1).run().shortCommit();
        line.add(before + " -> " + points.get(change.index()).run().shortCommit());
        line.add(String.valueOf(change.index() + 1));
        line.add(Numbers.times(change.ratio()));
        line.add(Numbers.p(change.p()));
        lines.add(line);
        line = new ArrayList<>(List.of("", "", "", ""));
      }
    }
    return lines;
  }

  /** What the tables do not say. */
  static List<String> notes(List<RowHistory> rows, EDivisive rule, double minChange) {
    List<String> notes = new ArrayList<>();
    if (rows.stream().noneMatch(RowHistory::hasChanged)) {
      notes.add(
          "no change point of at least %s (alpha %s for each row)"
              .formatted(Numbers.percent(minChange), rule.alpha()));
    }
    int fewest = rule.fewestPoints();
    long few = rows.stream().filter(row -> row.series().points().size() < fewest).count();
    if (few > 0) {
      notes.add(
          "note: a change can be found from %d runs on; %s fewer"
              .formatted(fewest, few == 1 ? "1 row has" : few + " rows have"));
    }
    String gone =
        rows.stream()
            .filter(row -> rows.stream().anyMatch(other -> isOutlivedBy(row, other)))
            .map(RowHistory::name)
            .collect(Collectors.joining("; "));
    if (!gone.isEmpty()) {
      notes.add("note: no longer in the latest run of the suite: " + gone);
    }
    return notes;
  }

  /** Whether a later run of the same suite on the same machine has the other row. */
  private static boolean isOutlivedBy(RowHistory row, RowHistory other) {
    HistoryEntry last = row.series().latest().run();
    HistoryEntry later = other.series().latest().run();
    return row.machineNumber() == other.machineNumber()
        && last.suite().equals(later.suite())
        && last.started().isBefore(later.started());
  }

  /** All rows, or where they are many, those with a change. */
  static List<RowHistory> drawn(List<RowHistory> rows) {
    return rows.size() <= MAX_CHARTS ? rows : rows.stream().filter(RowHistory::hasChanged).toList();
  }

  private static void draw(List<RowHistory> rows, Path folder) {
    List<RowHistory> drawn = drawn(rows);
    if (drawn.size() < rows.size()) {
      System.out.printf(
          "charts of the rows with a change only, %d of %d; --row TEXT selects rows%n",
          drawn.size(), rows.size());
    }
    if (drawn.isEmpty()) {
      return;
    }
    RunCharts.draw(RunData.ofHistory(drawn), Scale.AUTO, folder).forEach(System.out::println);
  }
}
