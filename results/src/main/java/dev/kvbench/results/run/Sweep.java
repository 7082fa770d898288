package dev.kvbench.results.run;

import com.google.gson.JsonObject;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.JmhRows;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sweep that runs are shards of: whether all of it is there, and in which order its rows go.
 *
 * @param shards the runs that say that they are shards
 * @param all of the sweep that is there; empty where no run is a shard
 */
record Sweep(List<Merge.Shard> shards, Optional<ShardFacts> all) {
  /**
   * The sweep of these runs.
   *
   * @param incomplete whether shards may be missing
   * @throws InputException where a shard is there twice
   * @throws IncomparableException where one is missing, or they do not belong together
   */
  static Sweep of(List<Merge.Shard> runs, boolean incomplete) {
    List<Merge.Shard> shards = runs.stream().filter(run -> run.facts().isPresent()).toList();
    Optional<ShardFacts> all = Optional.empty();
    Map<Integer, Merge.Shard> owners = new HashMap<>();
    for (Merge.Shard shard : shards) {
      ShardFacts facts = shard.facts().orElseThrow();
      requireSame(shards.get(0), shard);
      for (int number : facts.numbers()) {
        Merge.Shard other = owners.put(number, shard);
        if (other != null) {
          throw new InputException(
              "%s (%s) and %s (%s) are both shard %d of %d; give one of them"
                  .formatted(
                      other.run().path(),
                      other.state(),
                      shard.run().path(),
                      shard.state(),
                      number,
                      facts.of()));
        }
      }
      all = Optional.of(all.map(others -> others.with(facts)).orElse(facts));
    }
    all.filter(sweep -> !incomplete && !sweep.missing().isEmpty())
        .ifPresent(
            sweep -> {
              throw new IncomparableException(missing(sweep));
            });
    return new Sweep(shards, all);
  }

  private static void requireSame(Merge.Shard first, Merge.Shard other) {
    ShardFacts a = first.facts().orElseThrow();
    ShardFacts b = other.facts().orElseThrow();
    String both = first.run().path() + " and " + other.run().path();
    if (!a.plan().equals(b.plan())) {
      throw new IncomparableException(
          ("%s are of different plans (other rows, parameters or --forks: `%s` | `%s`);"
                  + " merge each sweep on its own")
              .formatted(both, a.command(), b.command()));
    }
    if (a.of() != b.of()) {
      throw new IncomparableException(
          "%s is %s, %s is %s; a sweep is put together from shards of one number"
              .formatted(first.run().path(), a.label(), other.run().path(), b.label()));
    }
    if (!a.auto().equals(b.auto())) {
      throw new IncomparableException(
          ("%s took auto for different things: %s | %s; measure with the value that you"
                  + " mean (-p NAME=VALUE)")
              .formatted(both, a.auto(), b.auto()));
    }
  }

  private static String missing(ShardFacts sweep) {
    SortedSet<Integer> missing = sweep.missing();
    return "%s %s of %d %s missing: run %s; or join what is there with --incomplete"
        .formatted(
            missing.size() == 1 ? "shard" : "shards",
            ShardFacts.words(missing),
            sweep.of(),
            missing.size() == 1 ? "is" : "are",
            missing.stream()
                .map(n -> "`" + sweep.command() + " --shard " + n + "/" + sweep.of() + "`")
                .collect(Collectors.joining(", ")));
  }

  /** The rows in the order of the sweep; those of no sweep stay behind them, as they are. */
  JmhRows ordered(JmhRows rows) {
    Map<String, Integer> places = new HashMap<>();
    planned().forEach((place, row) -> places.putIfAbsent(row.line(), place));
    JmhRows ordered = JmhRows.none();
    rows.rows().entrySet().stream()
        .sorted(
            Comparator.comparing(
                row -> places.getOrDefault(line(row.getValue()), Integer.MAX_VALUE)))
        .forEach(row -> ordered.rows().put(row.getKey(), row.getValue()));
    return ordered;
  }

  /**
   * What shards were to measure and did not, a line each: shards that did not come to their end,
   * rows that are not there, and rows with fewer forks than planned.
   */
  List<String> gaps(JmhRows rows) {
    Map<String, Integer> measured = new HashMap<>();
    rows.rows()
        .values()
        .forEach(row -> measured.merge(line(row), row.get("forks").getAsInt(), Integer::sum));
    List<String> gaps = new ArrayList<>();
    for (Merge.Shard shard : shards) {
      if (!shard.state().equals(MissingRows.COMPLETE)) {
        gaps.add(
            "%s (%s) did not end as complete: %s"
                .formatted(shard.run().path(), shard.facts().orElseThrow().label(), shard.state()));
      }
    }
    planned()
        .values()
        .forEach(
            row -> {
              int forks = measured.getOrDefault(row.line(), 0);
              if (forks == 0) {
                gaps.add("not measured: " + row.line());
              } else if (forks < row.forks()) {
                gaps.add(
                    "measured with %d of %d forks: %s".formatted(forks, row.forks(), row.line()));
              }
            });
    return gaps;
  }

  /** What is left of being a shard: empty where the sweep is whole. */
  Optional<ShardFacts> rest() {
    return all.filter(sweep -> !sweep.missing().isEmpty());
  }

  private SortedMap<Integer, ShardFacts.Planned> planned() {
    return all.map(ShardFacts::rows).orElseGet(TreeMap::new);
  }

  private static String line(JsonObject row) {
    SortedMap<String, String> params = new TreeMap<>();
    if (row.has("params")) {
      row.getAsJsonObject("params")
          .entrySet()
          .forEach(param -> params.put(param.getKey(), param.getValue().getAsString()));
    }
    return Row.line(row.get("benchmark").getAsString(), params);
  }
}
