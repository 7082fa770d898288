package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.RowNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the reports for people say of a comparison, row by row, worst verdict first. */
final class ReportLines {
  static final List<String> HEADER =
      List.of(
          "verdict",
          "row",
          "baseline",
          "candidate",
          "change",
          "interval",
          "p (Holm)",
          "forks (least p)");

  /**
   * One row.
   *
   * @param cells as {@link #HEADER}
   * @param reasons a line each
   */
  record Line(RowVerdict verdict, List<String> cells, List<String> reasons) {}

  private ReportLines() {}

  static List<Line> of(Comparison comparison) {
    RowNames names = RowNames.of(comparison.rows().stream().map(RowVerdict::row).toList());
    return comparison.rows().stream()
        .sorted(Comparator.comparing(RowVerdict::verdict))
        .map(row -> new Line(row, cells(row, names), row.reasons()))
        .toList();
  }

  private static List<String> cells(RowVerdict row, RowNames names) {
    return List.of(
        row.verdict().name(),
        names.of(row.row()),
        Numbers.full(row.baseline()) + " " + row.unit(),
        Numbers.full(row.candidate()) + " " + row.unit(),
        Numbers.change(row.ratio()),
        row.interval(),
        Numbers.p(row.adjustedP()),
        row.forks() + " (" + Numbers.p(row.pair().change().smallestRankP()) + ")");
  }

  /** What else there is to say, each in a line of its own. */
  static List<String> notes(Comparison comparison) {
    List<String> notes = new ArrayList<>();
    comparison.failed().forEach(row -> notes.add("failed: " + row));
    comparison.missing().forEach(key -> notes.add("missing from the candidate: " + key));
    comparison.added().forEach(key -> notes.add("only in the candidate: " + key));
    comparison.remarks().forEach(remark -> notes.add("note: " + remark));
    return notes;
  }

  /** The rule in one line. */
  static String rule(Gate gate) {
    List<String> words = new ArrayList<>();
    words.add(gate.metric().orElse("primary metric"));
    words.add("threshold " + Numbers.digits(100 * gate.threshold()) + " %");
    if (!gate.floors().rows().isEmpty()) {
      words.add("or the row's noise floor");
    }
    words.add("intervals of " + Numbers.digits(100 * (1 - gate.alpha())) + " %");
    words.add("forks are the unit of repetition");
    return String.join(", ", words);
  }
}
