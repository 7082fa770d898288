package dev.kvbench.benchmarks.suite;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lays out a table in plain text. */
final class TextTable {
  private TextTable() {}

  /** Names that do not have one value in all rows, sorted; each needs a column. */
  static List<String> differing(List<? extends Map<String, String>> rows) {
    Map<String, Set<String>> values = new TreeMap<>();
    rows.forEach(
        row ->
            row.forEach(
                (name, value) -> values.computeIfAbsent(name, any -> new HashSet<>()).add(value)));
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Columns as wide as their widest cell, flush right; all lines have as many cells. */
  static String aligned(List<List<String>> lines) {
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        int at = column;
        int width = lines.stream().mapToInt(l -> l.get(at).length()).max().orElse(0);
        table.append(column == 0 ? "" : "  ");
        table.append(" ".repeat(width - line.get(column).length())).append(line.get(column));
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }
}
