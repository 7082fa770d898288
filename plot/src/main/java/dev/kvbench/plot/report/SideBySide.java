package dev.kvbench.plot.report;

import dev.kvbench.plot.report.Tables.Cell;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Fingerprint.Sameness;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows that several runs have in common, beside each other: a comparison and no verdict. */
final class SideBySide {
  private SideBySide() {}

  /** What the runs are to each other, and the table where they have rows in common. */
  static List<Element> of(List<ReportRun> runs) {
    List<Environment> environments = runs.stream().map(ReportRun::environment).toList();
    Sameness machine = Fingerprint.machine(environments);
    List<Element> elements = new ArrayList<>();
    elements.add(Element.of("p", relation(machine, Fingerprint.code(environments))));
    List<ReportRun> measured = runs.stream().filter(run -> !run.usable().isEmpty()).toList();
    List<List<Row>> rows = measured.stream().map(ReportRun::usable).toList();
    SortedMap<String, List<String>> own =
        machine == Sameness.SAME ? new TreeMap<>() : RowMatching.machinesOwn(rows);
    RowMatching names = RowMatching.of(rows, own.keySet());
    Collection<NavigableMap<Integer, Row>> shared = shared(rows, names);
    if (shared.isEmpty()) {
      elements.add(
          Element.of("p", "No row, with the same parameters, was measured in more than one run."));
      return elements;
    }
    own.forEach(
        (param, values) ->
            elements.add(
                Element.of(
                    "p",
                    "Rows are the same here whatever their "
                        + param
                        + ", which is what auto was on each machine: "
                        + values(measured, values)
                        + ".")));
    elements.add(table(measured, shared, names));
    return elements;
  }

  private static String values(List<ReportRun> runs, List<String> values) {
    return IntStream.range(0, runs.size())
        .mapToObj(i -> values.get(i) + " in " + runs.get(i).name())
        .collect(Collectors.joining(", "));
  }

  private static String relation(Sameness machine, Sameness code) {
    String verdict =
        " A report gives no verdict on code: compare does, and pair where the machine is noisy.";
    return switch (machine) {
      case DIFFERS ->
          "The runs differ in machine, system, JVM or engine"
              + switch (code) {
                case SAME -> "";
                case DIFFERS -> ", and in the measured code";
                case UNKNOWN -> ", and do not say whether the measured code is the same";
              }
              + " (marked with ≠ under Environment): what is beside each other here compares"
              + " machines as they were set up, and is no verdict on code.";
      case SAME ->
          "The runs say that they come from one machine"
              + switch (code) {
                case SAME -> " and the same code.";
                case DIFFERS -> " and from different code.";
                case UNKNOWN -> ", and do not say whether the measured code is the same.";
              }
              + verdict;
      case UNKNOWN ->
          "The runs do not say whether they come from one machine"
              + switch (code) {
                case SAME -> "; of the measured code they say that it is the same.";
                case DIFFERS -> "; the measured code differs.";
                case UNKNOWN -> ", nor whether the measured code is the same.";
              }
              + verdict;
    };
  }

  /** Rows by the run that they are of, counted from 0, of those that at least two runs have. */
  private static Collection<NavigableMap<Integer, Row>> shared(
      List<List<Row>> runs, RowMatching names) {
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

  private static Element table(
      List<ReportRun> runs, Collection<NavigableMap<Integer, Row>> shared, RowMatching names) {
    List<Integer> shown =
        IntStream.range(0, runs.size())
            .filter(run -> shared.stream().anyMatch(rows -> rows.containsKey(run)))
            .boxed()
            .toList();
    List<Row> rows = shared.stream().map(own -> names.named(first(own))).toList();
    var differing = Differing.namesOrMissing(rows.stream().map(Row::params).toList());
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(differing);
    head.add("unit");
    for (int run : shown) {
      head.add(runs.get(run).name());
      head.add("95 % interval");
    }
    shown.stream()
        .skip(1)
        .forEach(run -> head.add(runs.get(run).name() + " ÷ the first that has the row"));
    List<List<Cell>> lines = new ArrayList<>();
    for (NavigableMap<Integer, Row> own : shared) {
      Row named = names.named(first(own));
      List<Cell> line = new ArrayList<>();
      line.add(Cell.of(named.className().replaceFirst("Benchmark$", "") + "." + named.method()));
      differing.forEach(param -> line.add(Cell.of(named.params().getOrDefault(param, "–"))));
      line.add(Cell.of(named.primary().unit()));
      for (int run : shown) {
        Optional<Estimate> time = Optional.ofNullable(own.get(run)).map(Estimates::of);
        line.add(time.map(t -> Cell.of(t.value())).orElse(Cell.none()));
        line.add(time.map(SideBySide::interval).orElse(Cell.none()));
      }
      shown.stream().skip(1).forEach(run -> line.add(ratio(run, own)));
      lines.add(line);
    }
    return Tables.sortable("shared", "Rows that several runs have in common", head, lines);
  }

  private static Row first(NavigableMap<Integer, Row> own) {
    return own.get(own.firstKey());
  }

  private static Cell ratio(int run, NavigableMap<Integer, Row> own) {
    if (!own.containsKey(run) || own.firstKey() == run) {
      return Cell.none();
    }
    Estimate ratio = Estimates.ratio(own.get(run), first(own));
    return new Cell(Words.times(ratio), ratio.value());
  }

  private static Cell interval(Estimate time) {
    return time.hasInterval() ? new Cell(Words.ends(time), time.low()) : Cell.none();
  }
}
