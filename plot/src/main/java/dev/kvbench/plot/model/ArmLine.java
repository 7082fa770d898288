package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Rows that differ in one parameter only, and so make one line.
 *
 * @param name what the legend calls them: arm, policy, and what sets them apart from other lines
 * @param pen what they are drawn with, in every chart
 * @param over the parameter that they differ in
 * @param rows by rising values of it
 */
record ArmLine(String name, Pen pen, String over, List<Row> rows) {
  /**
   * The rows in lines: the uncached first, then in the order in which they came.
   *
   * @param rows of one benchmark, each of an arm
   * @param over a parameter; rows in which it is no whole number are passed over
   */
  static List<ArmLine> of(List<Row> rows, String over) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.count(over).isPresent())
            .sorted(Comparator.comparing(RowFacts::arm))
            .toList();
    Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : own) {
      Object setting = row.withoutParams(Set.of(over)).setting();
      groups
          .computeIfAbsent(List.of(RowFacts.arm(row), setting), any -> new ArrayList<>())
          .add(row);
    }
    Set<String> differing = RowFacts.differing(own, Set.of(over, "policy"));
    Map<Arm, Integer> counts = new EnumMap<>(Arm.class);
    List<ArmLine> lines = new ArrayList<>();
    for (List<Row> group : groups.values()) {
      group.sort(Comparator.comparing(row -> place(row, over)));
      Arm arm = RowFacts.arm(group.get(0));
      Pen pen = Pen.of(arm, counts.merge(arm, 1, Integer::sum) - 1);
      lines.add(new ArmLine(name(group, over, differing), pen, over, List.copyOf(group)));
    }
    return lines;
  }

  private static String name(List<Row> rows, String over, Set<String> differing) {
    return RowFacts.armName(rows.get(0), differing) + approximate(rows, over);
  }

  private static String approximate(List<Row> rows, String over) {
    List<Row> found = rows.stream().filter(Row::isApproximate).toList();
    if (found.isEmpty() || found.size() == rows.size()) {
      return found.isEmpty() ? "" : ", approximate";
    }
    boolean past =
        found.stream().allMatch(row -> place(row, over) >= row.count("blockSize").orElse(0));
    return past ? ", approximate past the window" : ", approximate in part";
  }

  private static int place(Row row, String over) {
    return row.count(over).orElseThrow();
  }

  /** The line's points, of the rows that have this value. */
  Series series(Function<Row, Optional<Estimate>> value) {
    List<Series.Point> points = new ArrayList<>();
    rows.forEach(
        row -> value.apply(row).ifPresent(it -> points.add(Series.Point.of(place(row, over), it))));
    return new Series(name, pen, points);
  }
}
