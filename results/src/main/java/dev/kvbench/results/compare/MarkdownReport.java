package dev.kvbench.results.compare;

import dev.kvbench.results.io.MarkdownTable;
import java.util.ArrayList;
import java.util.List;

/** A comparison as a comment on a pull request. */
public final class MarkdownReport {
  /** Invisible; a bot finds its own comment by it, to replace it. */
  public static final String MARKER = "<!-- kvbench-compare -->";

  private MarkdownReport() {}

  /** GitHub-flavoured Markdown, beginning with {@link #MARKER}. Equivalent rows are folded. */
  public static String of(Comparison comparison, boolean strict) {
    StringBuilder text = new StringBuilder(MARKER).append("\n");
    text.append("### ").append(headline(comparison)).append("\n\n");
    text.append(MarkdownTable.escape(comparison.summary() + "; " + comparison.outcome(strict)))
        .append(".\n\n");
    List<ReportLines.Line> lines = ReportLines.of(comparison);
    List<ReportLines.Line> open =
        lines.stream().filter(line -> line.verdict().verdict() != Verdict.EQUIVALENT).toList();
    List<ReportLines.Line> folded =
        lines.stream().filter(line -> line.verdict().verdict() == Verdict.EQUIVALENT).toList();
    if (!open.isEmpty()) {
      text.append(table(open)).append("\n");
    }
    if (!folded.isEmpty()) {
      text.append("<details><summary>").append(folded.size()).append(" equivalent</summary>\n\n");
      text.append(table(folded)).append("\n</details>\n\n");
    }
    ReportLines.notes(comparison)
        .forEach(note -> text.append("- ").append(MarkdownTable.escape(note)).append("\n"));
    text.append("\n<sub>")
        .append(MarkdownTable.escape(ReportLines.rule(comparison.gate())))
        .append("</sub>\n");
    return text.toString();
  }

  private static String headline(Comparison comparison) {
    return switch (comparison.exitCode(false)) {
      case Comparison.REGRESSION -> "Benchmarks: " + regression(comparison);
      case Comparison.INCOMPARABLE ->
          comparison.missing().isEmpty()
              ? "Benchmarks: nothing could be compared"
              : "Benchmarks: rows are missing";
      default ->
          comparison.count(Verdict.INCONCLUSIVE) > 0
              ? "Benchmarks: nothing found to be slower, not all rows conclusive"
              : "Benchmarks: nothing slower";
    };
  }

  private static String regression(Comparison comparison) {
    List<String> what = new ArrayList<>();
    List<RowVerdict> worse =
        comparison.rows().stream().filter(row -> row.verdict() == Verdict.REGRESSED).toList();
    if (worse.stream().anyMatch(row -> !row.byExact())) {
      what.add("slower");
    }
    if (worse.stream().anyMatch(RowVerdict::byExact)) {
      what.add("exact values changed");
    }
    return what.isEmpty() ? "rows failed" : String.join(", and ", what);
  }

  private static String table(List<ReportLines.Line> lines) {
    return MarkdownTable.of(
        2, ReportLines.HEADER, lines.stream().map(MarkdownReport::cells).toList());
  }

  private static List<String> cells(ReportLines.Line line) {
    List<String> cells = new ArrayList<>(line.cells());
    if (!line.reasons().isEmpty()) {
      cells.set(1, cells.get(1) + " (" + String.join("; ", line.reasons()) + ")");
    }
    return cells;
  }
}
