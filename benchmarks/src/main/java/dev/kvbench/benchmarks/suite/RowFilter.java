package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Leaves of a suite the rows that have one of some values in every parameter named. Besides
 * parameters there are {@code arm}, cached or uncached, and {@code benchmark}, by its simple name.
 * The policy means nothing to an uncached row, which stays whatever policy is asked for: to be
 * compared with.
 *
 * @param wanted values by name; a suite is left as it is where there are none
 */
record RowFilter(Map<String, List<String>> wanted) {
  private static final String ARM = "arm";
  private static final String BENCHMARK = "benchmark";
  private static final String POLICY = "policy";

  /**
   * The suite without the other rows.
   *
   * @throws InputException for a name that no row has, a value that no row has, and where nothing
   *     is left
   */
  Suite of(Suite suite) {
    wanted.forEach((name, values) -> refuseUnknown(suite, name, values));
    List<Suite.Group> kept =
        suite.groups().stream().flatMap(group -> narrowed(group).stream()).toList();
    if (kept.isEmpty()) {
      throw new InputException(
          "no row of suite " + suite.name() + " has all of --only " + words(wanted));
    }
    return new Suite(suite.name(), suite.description(), suite.text(), kept);
  }

  /** The group with the values that are wanted; empty where a parameter has none of them. */
  private Optional<Suite.Group> narrowed(Suite.Group group) {
    Map<String, List<String>> params = new LinkedHashMap<>(group.params());
    Map<String, List<String>> there = values(group);
    for (Map.Entry<String, List<String>> want : wanted.entrySet()) {
      String name = want.getKey();
      if (name.equals(POLICY) && isUncached(group)) {
        continue;
      }
      List<String> values = new ArrayList<>(there.getOrDefault(name, List.of()));
      values.retainAll(want.getValue());
      if (values.isEmpty()) {
        return Optional.empty();
      }
      if (!name.equals(ARM) && !name.equals(BENCHMARK)) {
        params.put(name, values);
      }
    }
    return Optional.of(
        new Suite.Group(
            group.benchmark(), params, group.forks(), group.warmup(), group.measured()));
  }

  private static void refuseUnknown(Suite suite, String name, List<String> wanted) {
    Set<String> names = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    for (Suite.Group group : suite.groups()) {
      Map<String, List<String>> values = values(group);
      names.addAll(values.keySet());
      known.addAll(values.getOrDefault(name, List.of()));
    }
    if (!names.contains(name)) {
      throw new InputException(
          String.format(
              "no row of suite %s has a '%s' for --only; there are %s",
              suite.name(), name, String.join(", ", names)));
    }
    for (String value : wanted) {
      if (!known.contains(value)) {
        throw new InputException(
            String.format(
                "no row of suite %s has %s=%s; --only leaves rows out, -p replaces values; there"
                    + " are %s",
                suite.name(), name, value, String.join(", ", known)));
      }
    }
  }

  /** All that the rows of a group have, the defaults of what the suite does not say included. */
  private static Map<String, List<String>> values(Suite.Group group) {
    Map<String, List<String>> values = new TreeMap<>();
    Plan.find(group.benchmark())
        .getParams()
        .orElse(Map.of())
        .forEach((name, defaults) -> values.put(name, List.of(defaults)));
    values.putAll(group.params());
    values.put(BENCHMARK, List.of(simpleName(group)));
    if (isUncached(group) || method(group).equals("cached")) {
      values.put(ARM, List.of(method(group)));
    }
    return values;
  }

  private static boolean isUncached(Suite.Group group) {
    return method(group).equals("uncached");
  }

  private static String method(Suite.Group group) {
    return group.benchmark().substring(group.benchmark().lastIndexOf('.') + 1);
  }

  private static String simpleName(Suite.Group group) {
    String type = group.benchmark().substring(0, group.benchmark().lastIndexOf('.'));
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** As a user types them. */
  static String words(Map<String, List<String>> values) {
    List<String> words = new ArrayList<>();
    values.forEach((name, several) -> words.add(name + "=" + String.join(",", several)));
    return String.join(" ", words);
  }
}
