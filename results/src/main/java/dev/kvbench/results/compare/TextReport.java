package dev.kvbench.results.compare;

import java.util.ArrayList;
import java.util.List;

/** A comparison as a table for a terminal. */
public final class TextReport {
  private TextReport() {}

  /** Lines that end in the system's line separator. */
  public static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    List<ReportLines.Line> lines = ReportLines.of(comparison);
    List<List<String>> table = new ArrayList<>();
    table.add(ReportLines.HEADER);
    lines.forEach(line -> table.add(line.cells()));
    int[] widths = new int[ReportLines.HEADER.size()];
    table.forEach(
        cells -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
          }
        });
    print(text, widths, table.get(0));
    for (ReportLines.Line line : lines) {
      print(text, widths, line.cells());
      line.reasons().forEach(reason -> line(text, "  " + " ".repeat(widths[0]) + reason));
    }
    line(text, "");
    comparison.missing().forEach(key -> line(text, "missing from the candidate: " + key));
    comparison.added().forEach(key -> line(text, "only in the candidate: " + key));
    comparison.remarks().forEach(remark -> line(text, "note: " + remark));
    line(text, ReportLines.rule(comparison.gate()));
    line(text, comparison.summary());
    return text.toString();
  }

  /** Words flush left, figures flush right. */
  private static void print(StringBuilder text, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(i < 2 ? cells.get(i) + padding : padding + cells.get(i));
    }
    line(text, line.toString().stripTrailing());
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
