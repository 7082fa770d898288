package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.report.DataTable.Cell;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Fingerprint.Sameness;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows that several runs have in common, beside each other: a comparison and no verdict. */
final class SideBySide {
  private SideBySide() {}

  /** What the runs are to each other, and the table where they have rows in common. */
  static Html of(List<RunData> runs) {
    Sameness machine = Fingerprint.machine(runs.stream().map(RunData::environment).toList());
    List<RunData> measured = runs.stream().filter(run -> !run.rows().isEmpty()).toList();
    List<List<Row>> rows = measured.stream().map(RunData::rows).toList();
    Set<String> own = machine == Sameness.SAME ? Set.of() : machinesOwn(rows);
    List<NavigableMap<Integer, Row>> shared = shared(rows, RowMatching.of(rows, own));
    if (shared.isEmpty()) {
      return Html.of("<p>No row, with the same parameters, was measured in more than one run.</p>");
    }
    Html setUp =
        own.isEmpty()
            ? Html.NONE
            : Html.of(
                "<p>Rows are the same here whatever their %s: each machine has its own.</p>\n",
                String.join(" and ", own));
    return Html.of("<p>%s</p>\n%s%s", relation(machine), setUp, table(measured, shared, own));
  }

  /**
   * Parameters in which rows of several machines may differ and still be the same: of which every
   * machine has one value in all of its rows, and not all the same one. That is what {@code auto}
   * was there.
   */
  private static Set<String> machinesOwn(List<List<Row>> machines) {
    Set<String> own = new TreeSet<>();
    for (String param : List.of("device", "threads")) {
      List<Set<String>> values =
          machines.stream()
              .map(
                  rows ->
                      rows.stream()
                          .flatMap(row -> row.param(param).stream())
                          .collect(Collectors.toSet()))
              .toList();
      if (values.stream().allMatch(value -> value.size() == 1)
          && values.stream().distinct().count() > 1) {
        own.add(param);
      }
    }
    return own;
  }

  private static String relation(Sameness machine) {
    return machine == Sameness.DIFFERS
        ? "The runs differ in machine, system, JVM or engine (marked with ≠ under Environment):"
            + " this compares machines as they were set up, and is no verdict on code."
        : (machine == Sameness.SAME
                ? "The runs say that they come from one machine."
                : "The runs do not say whether they come from one machine.")
            + " A report gives no verdict on code: compare does, and pair where the machine is"
            + " noisy.";
  }

  /** Rows by the run that they are of, counted from 0, of those that at least two runs have. */
  private static List<NavigableMap<Integer, Row>> shared(List<List<Row>> runs, RowMatching names) {
    Map<String, NavigableMap<Integer, Row>> byKey = new LinkedHashMap<>();
    for (int run = 0; run < runs.size(); run++) {
      for (Row row : runs.get(run)) {
        byKey
            .computeIfAbsent(names.key(row) + " " + row.primary().unit(), any -> new TreeMap<>())
            .putIfAbsent(run, row);
      }
    }
    return byKey.values().stream().filter(rows -> rows.size() > 1).toList();
  }

  private static Html table(
      List<RunData> runs, List<NavigableMap<Integer, Row>> shared, Set<String> machinesOwn) {
    List<Integer> shown =
        IntStream.range(0, runs.size())
            .filter(run -> shared.stream().anyMatch(rows -> rows.containsKey(run)))
            .boxed()
            .toList();
    RowNames names =
        RowNames.of(shared.stream().map(rows -> first(rows).withoutParams(machinesOwn)).toList());
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.add("unit");
    shown.forEach(run -> head.addAll(List.of(runs.get(run).name(), "95 % interval")));
    shown.stream().skip(1).forEach(run -> head.add(runs.get(run).name() + " ÷ the first"));
    List<List<Cell>> lines = new ArrayList<>();
    for (NavigableMap<Integer, Row> rows : shared) {
      Row row = first(rows).withoutParams(machinesOwn);
      List<Cell> line = new ArrayList<>();
      line.add(Cell.of(names.benchmark(row)));
      names.cells(row).forEach(value -> line.add(Cell.ofParam(value)));
      line.add(Cell.of(row.primary().unit()));
      for (int run : shown) {
        Optional<Estimate> time = Optional.ofNullable(rows.get(run)).map(Estimates::of);
        line.add(time.map(it -> Cell.of(it.value())).orElse(Cell.none()));
        line.add(time.map(SideBySide::interval).orElse(Cell.none()));
      }
      shown.stream().skip(1).forEach(run -> line.add(ratio(run, rows)));
      lines.add(line);
    }
    return DataTable.of("shared", "Rows that several runs have in common", head, lines);
  }

  private static Row first(NavigableMap<Integer, Row> rows) {
    return rows.get(rows.firstKey());
  }

  private static Cell ratio(int run, NavigableMap<Integer, Row> rows) {
    if (!rows.containsKey(run) || rows.firstKey() == run) {
      return Cell.none();
    }
    Estimate ratio = Estimates.ratio(rows.get(run), first(rows));
    return new Cell(Headline.times(ratio), ratio.value());
  }

  private static Cell interval(Estimate time) {
    return time.hasInterval()
        ? new Cell(Numbers.interval(time.low(), time.high()), time.low())
        : Cell.none();
  }
}
