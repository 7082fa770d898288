package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps the rows that have one of some values in every parameter named. Besides parameters there
 * are {@code arm}, cached or uncached, and {@code benchmark}, by its simple name. Parameters of the
 * cache mean nothing to an uncached row, which stays whatever is asked of them: to be compared
 * with.
 *
 * @param wanted values by name; all rows stay where there are none
 */
record RowFilter(Map<String, List<String>> wanted) {
  /**
   * The rows that stay, in their order.
   *
   * @throws InputException for a name or a value that no row has, and where no row stays
   */
  List<PlannedRow> of(String suite, List<PlannedRow> rows) {
    Map<String, Set<String>> known = values(rows);
    wanted.forEach((name, values) -> refuseUnknown(suite, known, name, values));
    List<PlannedRow> kept = rows.stream().filter(this::keeps).toList();
    if (kept.isEmpty()) {
      throw new InputException("no row of suite " + suite + " has all of --only " + wanted);
    }
    return kept;
  }

  private boolean keeps(PlannedRow row) {
    Map<String, String> values = values(row);
    return wanted.entrySet().stream()
        .allMatch(
            want ->
                values.containsKey(want.getKey())
                    && (want.getValue().contains(values.get(want.getKey()))
                        || (row.isUncached() && Row.OF_CACHE.contains(want.getKey()))));
  }

  private static void refuseUnknown(
      String suite, Map<String, Set<String>> known, String name, List<String> wanted) {
    if (!known.containsKey(name)) {
      throw new InputException(
          "no row of suite %s has a '%s' for --only; there are %s"
              .formatted(suite, name, String.join(", ", known.keySet())));
    }
    for (String value : wanted) {
      if (!known.get(name).contains(value)) {
        throw new InputException(
            String.format(
                "no row of suite %s has %s=%s; --only leaves rows out, -p replaces values; there"
                    + " are %s",
                suite, name, value, String.join(", ", known.get(name))));
      }
    }
  }

  /** All values that rows have, by name. */
  static Map<String, Set<String>> values(List<PlannedRow> rows) {
    Map<String, Set<String>> all = new TreeMap<>();
    for (PlannedRow row : rows) {
      values(row)
          .forEach((name, value) -> all.computeIfAbsent(name, any -> new TreeSet<>()).add(value));
    }
    return all;
  }

  private static Map<String, String> values(PlannedRow row) {
    Map<String, String> values = new TreeMap<>(row.params());
    String type = row.benchmark().substring(0, row.benchmark().lastIndexOf('.'));
    values.put("benchmark", type.substring(type.lastIndexOf('.') + 1));
    Arm.ofMethod(row.method()).ifPresent(arm -> values.put("arm", arm.word()));
    return values;
  }
}
