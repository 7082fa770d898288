package dev.kvbench.results.compare;

import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.io.Visible;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A comparison as a table for a terminal. */
public final class TextReport {
  /** Past the column of verdicts. */
  private static final String INDENT = " ".repeat(Verdict.INCONCLUSIVE.name().length() + 2);

  private TextReport() {}

  /** Lines that end in the system's line separator. */
  public static String of(Comparison comparison, boolean strict) {
    StringBuilder text = new StringBuilder();
    List<ReportLines.Line> lines = ReportLines.of(comparison);
    List<List<String>> table = new ArrayList<>();
    table.add(ReportLines.HEADER);
    lines.forEach(line -> table.add(line.cells()));
    Iterator<String> printed = TextTable.lines(table, 2).iterator();
    text.append(printed.next());
    for (ReportLines.Line line : lines) {
      text.append(printed.next());
      line.reasons().forEach(reason -> line(text, INDENT + reason));
    }
    line(text, "");
    ReportLines.notes(comparison).forEach(note -> line(text, note));
    line(text, ReportLines.rule(comparison.gate()));
    line(text, comparison.summary());
    line(text, comparison.outcome(strict));
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(Visible.of(line)).append(System.lineSeparator());
  }
}
