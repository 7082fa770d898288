package dev.kvbench.results.io;

import java.util.List;

/**
 * Lays out a table in plain text, characters that cannot be seen as escapes. On a terminal that is
 * narrower than the table every line of it goes on below itself, indented.
 */
public final class TextTable {
  private static final String INDENT = " ".repeat(4);

  private TextTable() {}

  /** Columns as wide as their widest cell, flush right; all lines have as many cells. */
  public static String aligned(List<List<String>> lines) {
    return String.join("", lines(lines, 0));
  }

  /**
   * The lines of a table, each with its end.
   *
   * @param words how many of the first columns are words, and flush left
   */
  public static List<String> lines(List<List<String>> cells, int words) {
    return lines(cells, words, Terminal.columns());
  }

  static List<String> lines(List<List<String>> cells, int words, int room) {
    List<List<String>> lines =
        cells.stream().map(line -> line.stream().map(Visible::of).toList()).toList();
    int columns = lines.isEmpty() ? 0 : lines.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    return lines.stream().map(line -> line(line, widths, words, room)).toList();
  }

  private static String line(List<String> cells, int[] widths, int words, int room) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      if (column > 0 && line.length() + 2 + widths[column] > room) {
        end(line, text);
        line.append(INDENT);
      } else if (column > 0) {
        line.append("  ");
      }
      line.append(column < words ? cell + padding : padding + cell);
    }
    end(line, text);
    return text.toString();
  }

  private static void end(StringBuilder line, StringBuilder text) {
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    line.setLength(0);
  }
}
