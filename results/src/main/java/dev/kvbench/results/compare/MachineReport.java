package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.RowNames;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Two machines side by side, as a table for a terminal. */
public final class MachineReport {
  private static final String INDENT = "  ";

  private MachineReport() {}

  /** Lines that end in the system's line separator. */
  public static String of(MachineComparison machines, Gate gate) {
    StringBuilder text = new StringBuilder();
    line(text, "a comparison of machines, not of code");
    line(text, "A: " + machines.a());
    line(text, "B: " + machines.b());
    machines.differing().forEach(fact -> line(text, INDENT + fact));
    line(text, "");
    RowNames names =
        RowNames.of(machines.ratios().stream().map(MachineComparison.Ratio::row).toList());
    List<List<String>> table = new ArrayList<>();
    String interval = String.format(Locale.ROOT, "%.3g %% interval", 100 * (1 - gate.alpha()));
    table.add(List.of("row", "A", "B", "B / A", interval, "forks"));
    for (MachineComparison.Ratio ratio : machines.ratios()) {
      table.add(
          List.of(
              names.of(ratio.row()),
              Numbers.full(ratio.a()) + " " + ratio.unit(),
              Numbers.full(ratio.b()) + " " + ratio.unit(),
              Numbers.times(ratio.ratio()),
              Double.isNaN(ratio.low())
                  ? "-"
                  : Numbers.times(ratio.low()) + " … " + Numbers.times(ratio.high()),
              ratio.forksA() + "/" + ratio.forksB()));
    }
    Iterator<String> printed = TextTable.lines(table, 1).iterator();
    text.append(printed.next());
    for (MachineComparison.Ratio ratio : machines.ratios()) {
      text.append(printed.next());
      ratio.notes().forEach(note -> line(text, INDENT + note));
    }
    line(text, "");
    machines.onlyA().forEach(key -> line(text, "only on A: " + key));
    machines.onlyB().forEach(key -> line(text, "only on B: " + key));
    machines.remarks().forEach(remark -> line(text, "note: " + remark));
    line(text, direction(machines, gate) + "; forks are the unit of repetition");
    return text.toString();
  }

  /** What a ratio over 1 means: by unit where rows have several that do not mean the same. */
  private static String direction(MachineComparison machines, Gate gate) {
    Map<Optional<Better>, Set<String>> units = new LinkedHashMap<>();
    for (MachineComparison.Ratio ratio : machines.ratios()) {
      units
          .computeIfAbsent(
              gate.better().or(MetricUnit.of(ratio.unit())::better), any -> new LinkedHashSet<>())
          .add(ratio.unit());
    }
    String metric = gate.metric().orElse("primary metric");
    if (units.keySet().equals(Set.of(Optional.empty()))) {
      return metric;
    }
    return metric
        + ", over 1: "
        + units.entrySet().stream()
            .map(
                means ->
                    words(means.getKey())
                        + (units.size() == 1
                            ? ""
                            : " where the unit is " + String.join(" or ", means.getValue())))
            .collect(Collectors.joining(", "));
  }

  private static String words(Optional<Better> better) {
    return better
        .map(way -> way == Better.LOWER ? "B needs more" : "B does more")
        .orElse("B has more");
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
