package dev.kvbench.benchmarks.suite;

import java.util.List;

/** Lays out a table in plain text. */
final class TextTable {
  private TextTable() {}

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
