package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.results.stats.Ladder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
  private final List<Plan.Entry> entries;
  private final int of;
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
    this.mixed = mixed(asked);
    this.owners = owners(asked);
  }

  /** The rows of a shard, in the suite's order; none where the suite has too few to go round. */
  List<PlannedRow> rows(int number) {
    return entries.stream().filter(entry -> owner(entry) == number).map(Plan.Entry::row).toList();
  }

  /** Rows of all shards. */
  int size() {
    return entries.size();
  }

  /** Groups of rows that belong together: shards past this number have no rows. */
  int groups() {
    return owners.size();
  }

  /**
   * What a shard says of itself.
   *
   * @param command that measures it, without {@code --shard}
   */
  ShardPlan plan(int number, String command) {
    return new ShardPlan(
        List.of(number), of, command, entries.stream().map(this::shardRow).toList());
  }

  private ShardPlan.ShardRow shardRow(Plan.Entry entry) {
    PlannedRow row = entry.row();
    return new ShardPlan.ShardRow(
        Row.line(row.benchmark(), row.params()),
        owner(entry),
        row.forks(),
        row.warmupIterations(),
        row.iterations());
  }

  private int owner(Plan.Entry entry) {
    return owners.get(group(entry.asked()));
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
    return RowFilter.values(asked).entrySet().stream()
        .filter(param -> param.getValue().size() > 1 && param.getValue().contains("auto"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
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
        least = loads[shard] < loads[least] ? shard : least;
      }
      loads[least] += seconds.get(group);
      owners.put(group, least + 1);
    }
    return owners;
  }
}
