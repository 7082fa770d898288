package dev.kvbench.results.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment of several runs that are taken for one. What they agree on stays as it is; of
 * what they were asked to measure each value is named once; and of what passed while they ran (the
 * machine's load, say) there is the value of each, in their order.
 */
final class MergedEnvironment {
  /** Facts that list the values of a parameter over all rows, separated by commas. */
  private static final Set<String> LISTS =
      Set.of(
          "engine.name",
          "engine.device",
          "engine.threads",
          "model.name",
          "model.weights",
          "model.layers",
          "model.heads",
          "model.vocabulary",
          "model.embedSize",
          "model.blockSize",
          "model.dtype");

  private static final String MODEL = "model";
  private static final String RUN = "run";

  private MergedEnvironment() {}

  /**
   * What is known of all runs.
   *
   * @param names of the runs
   * @param rows of all of them
   * @param shard what they are a part of, where they are not the whole of it
   */
  static Environment of(
      List<Environment> runs, List<String> names, int rows, Optional<ShardFacts> shard) {
    Map<String, Map<String, List<String>>> values = new LinkedHashMap<>();
    for (Environment run : runs) {
      run.sections()
          .forEach(
              (section, facts) -> {
                Map<String, List<String>> known =
                    values.computeIfAbsent(section, any -> new LinkedHashMap<>());
                facts.forEach(
                    (name, value) ->
                        known.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
              });
    }
    Map<String, Map<String, String>> merged = new LinkedHashMap<>();
    values.forEach(
        (section, facts) -> {
          Map<String, String> joined = new LinkedHashMap<>();
          facts.forEach((name, all) -> joined.put(name, joined(section + "." + name, all)));
          merged.put(section, joined);
        });
    if (merged.containsKey(MODEL)) {
      merged.get(MODEL).put("summary", ModelSummary.of(merged.get(MODEL)));
    }
    merged.remove(ShardFacts.SECTION);
    shard.ifPresent(part -> merged.put(ShardFacts.SECTION, part.facts()));
    return Environment.of(merged)
        .with("suite", Map.of("rows", Integer.toString(rows)))
        .with(RUN, run(values.getOrDefault(RUN, Map.of()), names));
  }

  private static String joined(String key, List<String> values) {
    Stream<String> parts = values.stream();
    if (LISTS.contains(key)) {
      return parts
          .flatMap(value -> Stream.of(value.split(", ")))
          .filter(value -> !value.isEmpty())
          .distinct()
          .collect(Collectors.joining(", "));
    }
    return parts.distinct().collect(Collectors.joining(key.equals("suite.text") ? "\n" : "; "));
  }

  /** From the first start to the last end, and in the worst state that one of them is in. */
  private static Map<String, String> run(Map<String, List<String>> facts, List<String> names) {
    Map<String, String> run = new LinkedHashMap<>();
    Set<String> states = new LinkedHashSet<>(facts.getOrDefault("state", List.of("unknown")));
    List<String> worst = states.stream().filter(state -> !MissingRows.isOver(state)).toList();
    run.put("state", String.join("; ", worst.isEmpty() ? states : worst));
    // ISO instants in UTC sort as text
    facts.getOrDefault("started", List.of()).stream()
        .min(String::compareTo)
        .ifPresent(first -> run.put("started", first));
    facts.getOrDefault("ended", List.of()).stream()
        .max(String::compareTo)
        .ifPresent(last -> run.put("ended", last));
    List<String> commands = facts.getOrDefault("command", List.of());
    if (!commands.isEmpty()) {
      run.put("command", commands.stream().distinct().collect(Collectors.joining("; ")));
    }
    run.put("mergedFrom", String.join(", ", names));
    return run;
  }
}
