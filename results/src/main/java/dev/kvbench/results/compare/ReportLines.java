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
          "threshold",
          "detectable",
          "forks");

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
        .map(row -> new Line(row, cells(row, names.of(row.row())), reasons(row)))
        .toList();
  }

  /** Beside a verdict that is not the time's no time is shown. */
  private static List<String> cells(RowVerdict row, String name) {
    boolean byMetric = !row.byExact();
    return List.of(
        row.title(),
        name,
        byMetric ? Numbers.full(row.baseline()) + " " + row.unit() : Numbers.NONE,
        byMetric ? Numbers.full(row.candidate()) + " " + row.unit() : Numbers.NONE,
        byMetric ? Numbers.change(row.ratio()) : Numbers.NONE,
        byMetric ? Numbers.changes(row.low(), row.high()) : Numbers.NONE,
        byMetric ? Numbers.p(row.adjustedP()) : Numbers.NONE,
        Numbers.percent(row.pair().threshold()),
        Double.isFinite(row.detectable()) ? Numbers.percent(row.detectable()) : "none",
        row.forks());
  }

  private static List<String> reasons(RowVerdict row) {
    List<String> reasons = new ArrayList<>(row.reasons());
    if (row.byExact()) {
      reasons.remove(row.pair().exact().failures().get(0)); // the title has it
      reasons.add(
          "measured beside it: %s %s to %s, %s"
              .formatted(
                  row.unit(),
                  Numbers.full(row.baseline()),
                  Numbers.full(row.candidate()),
                  row.words()));
    }
    return reasons;
  }

  /** What else there is to say, each in a line of its own. */
  static List<String> notes(Comparison comparison) {
    List<String> notes = new ArrayList<>();
    comparison.failed().forEach(row -> notes.add("failed: " + row));
    comparison.missing().forEach(key -> notes.add("missing from the candidate: " + key));
    comparison.added().forEach(key -> notes.add("only in the candidate: " + key));
    comparison.remarks().forEach(remark -> notes.add("note: " + remark));
    notes.add(comparison.sight());
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
