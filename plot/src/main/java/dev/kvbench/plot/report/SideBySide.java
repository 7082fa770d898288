package dev.kvbench.plot.report;

import dev.kvbench.plot.report.Tables.Cell;
import dev.kvbench.results.Differing;
import dev.kvbench.results.Estimate;
import dev.kvbench.results.Estimates;
import dev.kvbench.results.Fingerprint;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows that several runs have in common, beside each other: a comparison and no verdict. */
final class SideBySide {
  private SideBySide() {}

  /** What the runs are to each other, and the table where they have rows in common. */
  static List<Element> of(List<ReportRun> runs) {
    List<Element> elements = new ArrayList<>();
    elements.add(Element.of("p", relation(runs)));
    Map<String, Map<ReportRun, Row>> shared = shared(runs);
    if (shared.isEmpty()) {
      elements.add(
          Element.of("p", "No row, with the same parameters, was measured in more than one run."));
      return elements;
    }
    elements.add(table(runs, shared));
    return elements;
  }

  private static String relation(List<ReportRun> runs) {
    ReportRun first = runs.get(0);
    boolean machines =
        runs.stream()
            .anyMatch(
                run -> !Fingerprint.differences(first.environment(), run.environment()).isEmpty());
    boolean code =
        runs.stream()
            .anyMatch(
                run ->
                    !Fingerprint.codeDifferences(first.environment(), run.environment()).isEmpty());
    if (machines) {
      return "The runs differ in machine, system, JVM or engine"
          + (code ? ", and in the measured code" : "")
          + " (marked with ≠ under Environment): what is beside each other here compares machines as"
          + " they were set up, and is no verdict on code.";
    }
    return "The runs say that they come from one machine"
        + (code ? " and from different code" : " and the same code")
        + ". A report gives no verdict on code: compare does, and pair where the machine is noisy.";
  }

  /** Rows by their key, of those that at least two runs have. */
  private static Map<String, Map<ReportRun, Row>> shared(List<ReportRun> runs) {
    Map<String, Map<ReportRun, Row>> byKey = new LinkedHashMap<>();
    for (ReportRun run : runs) {
      run.usable()
          .forEach(
              row ->
                  byKey
                      .computeIfAbsent(
                          row.key() + " " + row.primary().unit(), any -> new LinkedHashMap<>())
                      .putIfAbsent(run, row));
    }
    byKey.values().removeIf(rows -> rows.size() < 2);
    return byKey;
  }

  private static Element table(List<ReportRun> runs, Map<String, Map<ReportRun, Row>> shared) {
    List<ReportRun> shown =
        runs.stream()
            .filter(run -> shared.values().stream().anyMatch(m -> m.containsKey(run)))
            .toList();
    List<Row> rows = shared.values().stream().flatMap(m -> m.values().stream()).toList();
    var differing = Differing.namesOrMissing(rows.stream().map(Row::params).toList());
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(differing);
    head.add("unit");
    for (ReportRun run : shown) {
      head.add(run.name());
      head.add("95 % interval");
    }
    shown.stream().skip(1).forEach(run -> head.add(run.name() + " ÷ the first that has the row"));
    List<List<Cell>> lines = new ArrayList<>();
    for (Map<ReportRun, Row> own : shared.values()) {
      Row any = own.values().iterator().next();
      List<Cell> line = new ArrayList<>();
      line.add(Cell.of(any.className().replaceFirst("Benchmark$", "") + "." + any.method()));
      differing.forEach(param -> line.add(Cell.of(any.params().getOrDefault(param, "–"))));
      line.add(Cell.of(any.primary().unit()));
      for (ReportRun run : shown) {
        Optional<Estimate> time = Optional.ofNullable(own.get(run)).map(Estimates::of);
        line.add(time.map(t -> Cell.of(t.value())).orElse(Cell.none()));
        line.add(time.map(SideBySide::interval).orElse(Cell.none()));
      }
      shown.stream()
          .skip(1)
          .forEach(
              run ->
                  line.add(
                      own.containsKey(run) && !own.get(run).equals(any)
                          ? ratio(Estimates.ratio(own.get(run), any))
                          : Cell.none()));
      lines.add(line);
    }
    return Tables.sortable("shared", "Rows that several runs have in common", head, lines);
  }

  private static Cell interval(Estimate time) {
    return time.hasInterval() ? new Cell(Words.ends(time), time.low()) : Cell.none();
  }

  private static Cell ratio(Estimate ratio) {
    return new Cell(Words.times(ratio), ratio.value());
  }
}
