package dev.kvbench.results.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The environment of several runs that are taken for one: each fact has the values of all, counts
 * their sum.
 */
final class MergedEnvironment {
  /** Sections whose facts are lists of values, separated by commas. */
  private static final Set<String> LISTS = Set.of("engine", "model");

  private MergedEnvironment() {}

  /**
   * What is known of all runs, from the first start to the last end.
   *
   * @param names of the runs
   * @param rows of all of them
   * @param plan what shards they are
   */
  static Environment of(List<Environment> runs, List<String> names, int rows, ShardPlan plan) {
    Map<String, Map<String, Set<String>>> all = new LinkedHashMap<>();
    for (Environment run : runs) {
      run.sections()
          .forEach(
              (section, facts) ->
                  facts.forEach(
                      (name, value) ->
                          all.computeIfAbsent(section, any -> new LinkedHashMap<>())
                              .computeIfAbsent(name, any -> new LinkedHashSet<>())
                              .addAll(
                                  LISTS.contains(section)
                                      ? List.of(value.split(", "))
                                      : List.of(value))));
    }
    Map<String, Map<String, String>> merged = new LinkedHashMap<>();
    all.forEach(
        (section, facts) -> {
          String separator = LISTS.contains(section) ? ", " : "; ";
          Map<String, String> joined = new LinkedHashMap<>();
          facts.forEach(
              (name, values) ->
                  joined.put(
                      name,
                      values.stream()
                          .filter(value -> !value.isEmpty())
                          .collect(Collectors.joining(separator))));
          merged.put(section, joined);
        });
    merged.computeIfPresent(
        DisturbedForks.SECTION,
        (section, joined) -> {
          DisturbedForks forks =
              runs.stream().map(DisturbedForks::of).reduce(DisturbedForks::plus).orElseThrow();
          joined.putAll(forks.facts());
          return joined;
        });
    merged.remove(ShardPlan.SECTION);
    if (!plan.missing().isEmpty()) {
      merged.put(ShardPlan.SECTION, plan.facts());
    }
    Map<String, String> run = new LinkedHashMap<>(Map.of("mergedFrom", String.join(", ", names)));
    all.getOrDefault("run", Map.of())
        .forEach(
            (name, values) -> {
              switch (name) { // instants in UTC sort as text, and the worst state is the last one
                case "started" -> run.put(name, Collections.min(values));
                case "ended", "state" -> run.put(name, Collections.max(values));
                default -> {}
              }
            });
    return Environment.of(merged)
        .with("suite", Map.of("rows", Integer.toString(rows)))
        .with("run", run);
  }
}
