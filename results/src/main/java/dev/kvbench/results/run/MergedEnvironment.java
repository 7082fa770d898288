package dev.kvbench.results.run;

import java.util.LinkedHashMap;
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
    Map<String, Map<String, String>> merged = new LinkedHashMap<>();
    for (Environment run : runs) {
      run.sections()
          .forEach(
              (section, facts) -> {
                Map<String, String> known =
                    merged.computeIfAbsent(section, any -> new LinkedHashMap<>());
                facts
                    .keySet()
                    .forEach(
                        name -> known.computeIfAbsent(name, any -> joined(runs, section, name)));
              });
    }
    merged.remove(ShardFacts.SECTION);
    shard.ifPresent(part -> merged.put(ShardFacts.SECTION, part.facts()));
    return Environment.of(merged)
        .with("suite", Map.of("rows", Integer.toString(rows)))
        .with(RUN, run(runs, names));
  }

  private static Stream<String> values(List<Environment> runs, String section, String name) {
    return runs.stream().flatMap(run -> run.get(section, name).stream());
  }

  private static String joined(List<Environment> runs, String section, String name) {
    String key = section + "." + name;
    Stream<String> parts = values(runs, section, name);
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
  private static Map<String, String> run(List<Environment> runs, List<String> names) {
    Map<String, String> run = new LinkedHashMap<>();
    List<String> states = values(runs, RUN, "state").distinct().toList();
    List<String> worst = states.stream().filter(state -> !MissingRows.isOver(state)).toList();
    run.put(
        "state",
        states.isEmpty() ? "unknown" : String.join("; ", worst.isEmpty() ? states : worst));
    // ISO instants in UTC sort as text
    values(runs, RUN, "started").min(String::compareTo).ifPresent(t -> run.put("started", t));
    values(runs, RUN, "ended").max(String::compareTo).ifPresent(t -> run.put("ended", t));
    if (values(runs, RUN, "command").findAny().isPresent()) {
      run.put("command", joined(runs, RUN, "command"));
    }
    run.put("mergedFrom", String.join(", ", names));
    return run;
  }
}
