package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The lines of one benchmark's rows over one of its parameters: a line for each arm, cache policy
 * and whatever else sets rows apart.
 */
final class ArmLines {
  private ArmLines() {}

  /** The rows of a benchmark class that belong to an arm and have this unit. */
  static List<Row> rows(List<Row> rows, String benchmark, String unit) {
    return rows.stream()
        .filter(row -> row.className().equals(benchmark))
        .filter(row -> row.primary().unit().equals(unit))
        .filter(row -> Arm.ofMethod(row.method()).isPresent())
        .toList();
  }

  /** Whether a parameter of the row is a whole number. */
  static boolean counts(Row row, String param) {
    return row.params().getOrDefault(param, "").matches("\\d{1,9}");
  }

  /** A parameter that {@link #counts}. */
  static int count(Row row, String param) {
    return Integer.parseInt(row.params().get(param));
  }

  /**
   * A line for each arm, policy and setting, by rising values of a parameter that counts; marked
   * where an answer is not the uncached model's.
   */
  static List<Line> of(List<Row> rows, String over, Function<Row, Estimate> estimate) {
    Set<String> differing = differing(rows, Set.of(over, "policy"));
    Map<Arm, Map<String, List<Row>>> byArm = new EnumMap<>(Arm.class);
    for (Row row : rows) {
      Arm arm = Arm.ofMethod(row.method()).orElseThrow();
      byArm
          .computeIfAbsent(arm, any -> new TreeMap<>())
          .computeIfAbsent(name(arm, row, differing), any -> new ArrayList<>())
          .add(row);
    }
    List<Line> lines = new ArrayList<>();
    byArm.forEach(
        (arm, named) -> {
          int index = 0;
          for (Map.Entry<String, List<Row>> line : named.entrySet()) {
            List<Row> own = line.getValue();
            own.sort(Comparator.comparing(row -> count(row, over)));
            String approximate = Approximate.among(own, over).map(mark -> ", " + mark).orElse("");
            List<Line.Point> points =
                own.stream()
                    .map(row -> new Line.Point(count(row, over), estimate.apply(row)))
                    .toList();
            lines.add(new Line(line.getKey() + approximate, Pen.of(arm, index++), points));
          }
        });
    return lines;
  }

  /** Parameters, but those to leave out, in which rows differ. */
  static Set<String> differing(List<Row> rows, Set<String> leftOut) {
    Set<String> differing = Differing.namesOrMissing(rows.stream().map(Row::params).toList());
    differing.removeAll(leftOut);
    return differing;
  }

  private static String name(Arm arm, Row row, Set<String> differing) {
    StringBuilder name = new StringBuilder(arm.word());
    if (arm == Arm.CACHED) {
      name.append(" (").append(row.params().getOrDefault("policy", "unknown")).append(')');
    }
    return name + setting(row, differing);
  }

  /** What these parameters are in a row, each after a comma; empty without parameters. */
  static String setting(Row row, Set<String> params) {
    return params.stream()
        .map(param -> ", " + param + " " + row.params().getOrDefault(param, "unknown"))
        .collect(Collectors.joining());
  }
}
