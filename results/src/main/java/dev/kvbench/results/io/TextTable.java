package dev.kvbench.results.io;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Lays out a table in plain text, characters that cannot be seen as escapes. On a terminal that is
 * narrower than the table every line of it goes on below itself, indented.
 */
public final class TextTable {
  private static final String INDENT = " ".repeat(4);

  /** Characters that take two columns, by Unicode's East Asian Width; emoji are not among them. */
  private static final Pattern WIDE =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHangul}\\p{IsHiragana}\\p{IsKatakana}\\u3000-\\u303e\\uff01-\\uff60"
              + "&&[^\\uff61-\\uffdc]]");

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
        widths[column] = Math.max(widths[column], width(line.get(column)));
      }
    }
    return lines.stream().map(line -> line(line, widths, words, room)).toList();
  }

  private static String line(List<String> cells, int[] widths, int words, int room) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - width(cell));
      if (column > 0 && width(line) + 2 + widths[column] > room) {
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

  private static int width(CharSequence text) {
    return (int) (text.codePoints().count() + WIDE.matcher(text).results().count());
  }

  private static void end(StringBuilder line, StringBuilder text) {
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    line.setLength(0);
  }
}
