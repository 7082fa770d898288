package dev.kvbench.plot.export;

import dev.kvbench.results.jmh.RowNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Comma-separated values (RFC 4180, lines ended by LF): a line a row and run, and the parameters
 * that tell rows apart in columns of their own. A missing value is empty.
 */
final class CsvTable {
  private CsvTable() {}

  static String of(List<Figure> figures) {
    RowNames names = RowNames.of(figures.stream().map(Figure::row).toList());
    List<String> head = new ArrayList<>(figures.get(0).facts().keySet());
    head.add("benchmark");
    head.addAll(names.columns());
    StringBuilder table = new StringBuilder(line(head));
    for (Figure figure : figures) {
      List<Object> cells = new ArrayList<>(figure.facts().values());
      cells.add(names.benchmark(figure.row()));
      cells.addAll(names.cells(figure.row()));
      table.append(line(cells));
    }
    return table.toString();
  }

  private static String line(List<?> cells) {
    return cells.stream()
        .map(cell -> quoted(Objects.toString(cell, "")))
        .collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
