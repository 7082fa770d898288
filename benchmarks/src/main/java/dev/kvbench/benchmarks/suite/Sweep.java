package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.fetch.Sha256;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.ShardFacts;
import dev.kvbench.results.stats.Ladder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of a suite, assigned to shards: the longest first, each to the shard with the least so
 * far (Graham 1969), by predicted time. Rows whose ratio a table gives stay together, for a ratio
 * comes from runs of one machine.
 *
 * <p>Nothing of the machine goes into it, so that machines which plan for themselves assign alike:
 * rows are taken as they are asked for, {@code auto} being a value of its own, and their time is
 * the one predicted before anything is measured.
 */
final class Sweep {
  private static final String AUTO = "auto";

  private final List<Plan.Entry> entries;
  private final int of;
  private final String plan;
  private final Set<String> mixed;
  private final Map<Map<String, String>, Integer> owners;

  /** The rows of a suite as {@link Plan#rows} has them, in so many shards. */
  Sweep(
      Suite suite,
      Map<String, List<String>> overrides,
      Map<String, List<String>> only,
      Integer forks,
      int of) {
    List<PlannedRow> all = Plan.asked(suite, overrides, only, forks);
    List<PlannedRow> asked = Plan.distinct(all, !overrides.isEmpty());
    this.entries = Plan.entries(all, !overrides.isEmpty());
    this.of = of;
    this.plan = hash(asked);
    this.mixed = mixed(asked);
    this.owners = owners(asked);
  }

  /** The rows of a shard, in the suite's order; none where the suite has too few to go round. */
  List<PlannedRow> rows(int number) {
    return places(number).stream().map(place -> entries.get(place).row()).toList();
  }

  /** Rows of all shards. */
  int size() {
    return entries.size();
  }

  /** Groups of rows that belong together: shards past this number have no rows. */
  int groups() {
    return owners.size();
  }

  /** What tells this plan from others, on any machine: SHA-256 of its rows. */
  String plan() {
    return plan;
  }

  /**
   * What a shard says of itself in its environment.
   *
   * @param command that measures it, without {@code --shard}
   */
  ShardFacts facts(int number, String command) {
    SortedMap<Integer, ShardFacts.Planned> rows = new TreeMap<>();
    for (int place : places(number)) {
      PlannedRow row = entries.get(place).row();
      rows.put(
          place + 1, new ShardFacts.Planned(Row.line(row.benchmark(), row.params()), row.forks()));
    }
    return new ShardFacts(
        new TreeSet<>(Set.of(number)), of, Math.min(of, groups()), plan, auto(), command, rows);
  }

  private List<Integer> places(int number) {
    return IntStream.range(0, entries.size())
        .filter(place -> owners.get(group(entries.get(place).asked())) == number)
        .boxed()
        .toList();
  }

  /** What rows have in common that have to be measured on one machine. */
  private Map<String, String> group(PlannedRow asked) {
    Map<String, String> group = asked.setting();
    if (group.containsKey(Ladder.RUNG)) {
      group.keySet().removeAll(Ladder.PARAMS);
    }
    group.keySet().removeAll(mixed);
    return group;
  }

  /**
   * Parameters that are {@code auto} in one row and not in another: on some machine the two are the
   * same row, which two shards must not have.
   */
  private static Set<String> mixed(List<PlannedRow> asked) {
    Map<String, Set<String>> values = new HashMap<>();
    asked.forEach(
        row ->
            row.params()
                .forEach(
                    (name, value) ->
                        values.computeIfAbsent(name, any -> new TreeSet<>()).add(value)));
    return values.entrySet().stream()
        .filter(param -> param.getValue().size() > 1 && param.getValue().contains(AUTO))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<Map<String, String>, Integer> owners(List<PlannedRow> asked) {
    Map<Map<String, String>, Double> seconds = new LinkedHashMap<>();
    asked.forEach(
        row ->
            seconds.merge(group(row), row.forks() * TimeBudget.initialEstimate(row), Double::sum));
    List<Map<String, String>> longestFirst = new ArrayList<>(seconds.keySet());
    longestFirst.sort(Comparator.comparingDouble(group -> -seconds.get(group))); // stable
    double[] loads = new double[of];
    Map<Map<String, String>, Integer> owners = new HashMap<>();
    for (Map<String, String> group : longestFirst) {
      int least = 0;
      for (int shard = 1; shard < of; shard++) {
        if (loads[shard] < loads[least]) {
          least = shard;
        }
      }
      loads[least] += seconds.get(group);
      owners.put(group, least + 1);
    }
    return owners;
  }

  private static String hash(List<PlannedRow> asked) {
    String text =
        asked.stream()
            .map(
                row ->
                    "%s forks %d, warm-up %d, iterations %d"
                        .formatted(
                            Row.line(row.benchmark(), row.params()),
                            row.forks(),
                            row.warmupIterations(),
                            row.iterations()))
            .collect(Collectors.joining("\n"));
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What {@code auto} became here, over all rows of all shards. */
  private String auto() {
    Set<String> became = new TreeSet<>();
    for (Plan.Entry entry : entries) {
      entry
          .asked()
          .params()
          .forEach(
              (name, value) -> {
                String here = entry.row().params().get(name);
                if (value.equals(AUTO)) {
                  String model = entry.row().params().get("model");
                  boolean ofModel = name.equals("weights") && model != null;
                  became.add(
                      name
                          + (ofModel ? " of " + MachineFacts.withoutHome(model) : "")
                          + "="
                          + here);
                }
              });
    }
    return became.isEmpty() ? "nothing" : String.join(", ", became);
  }
}
