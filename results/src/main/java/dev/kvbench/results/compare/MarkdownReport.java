package dev.kvbench.results.compare;

import dev.kvbench.results.io.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A comparison as a comment on a pull request. */
public final class MarkdownReport {
  /** Invisible; a bot finds its own comment by it, to replace it. */
  public static final String MARKER = "<!-- kvbench-compare -->";

  private MarkdownReport() {}

  /** GitHub-flavoured Markdown, beginning with {@link #MARKER}. Equivalent rows are folded. */
  public static String of(Comparison comparison, boolean strict) {
    StringBuilder text = new StringBuilder(MARKER).append("\n");
    text.append("### ").append(headline(comparison)).append("\n\n");
    text.append(escape(comparison.summary() + "; " + comparison.outcome(strict))).append(".\n\n");
    List<ReportLines.Line> lines = ReportLines.of(comparison);
    List<ReportLines.Line> open =
        lines.stream().filter(line -> line.verdict().verdict() != Verdict.EQUIVALENT).toList();
    List<ReportLines.Line> folded =
        lines.stream().filter(line -> line.verdict().verdict() == Verdict.EQUIVALENT).toList();
    if (!open.isEmpty()) {
      table(text, open);
    }
    if (!folded.isEmpty()) {
      text.append("<details><summary>").append(folded.size()).append(" equivalent</summary>\n\n");
      table(text, folded);
      text.append("</details>\n\n");
    }
    ReportLines.notes(comparison)
        .forEach(note -> text.append("- ").append(escape(note)).append("\n"));
    text.append("\n<sub>").append(escape(ReportLines.rule(comparison.gate()))).append("</sub>\n");
    return text.toString();
  }

  private static String headline(Comparison comparison) {
    return switch (comparison.exitCode(false)) {
      case Comparison.REGRESSION -> "Benchmarks: " + regression(comparison);
      case Comparison.INCOMPARABLE -> "Benchmarks: rows are missing";
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

  private static void table(StringBuilder text, List<ReportLines.Line> lines) {
    row(text, ReportLines.HEADER);
    row(text, List.of("---", "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:"));
    for (ReportLines.Line line : lines) {
      List<String> cells = new ArrayList<>(line.cells());
      if (!line.reasons().isEmpty()) {
        cells.set(1, cells.get(1) + " (" + String.join("; ", line.reasons()) + ")");
      }
      row(text, cells.stream().map(MarkdownReport::escape).toList());
    }
    text.append("\n");
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Names come from files, and must not become markup. */
  private static String escape(String words) {
    return Visible.of(words)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~#!@])", "\\\\$1");
  }
}
