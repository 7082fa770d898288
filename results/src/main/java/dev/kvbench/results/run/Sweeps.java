package dev.kvbench.results.run;

import com.google.gson.JsonObject;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.JmhRows;
import dev.kvbench.results.jmh.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sweeps that runs are shards of: whether all are there, and in which order their rows go. */
final class Sweeps {
  /**
   * A run that is to be joined with others.
   *
   * @param path of its directory
   * @param state that it is in, as its environment says
   */
  record Member(Path path, String state, ShardFacts facts) {}

  /** What a run that measured all that it was to measure says of itself. */
  private static final String COMPLETE = "complete";

  private final List<Member> members;
  private final List<ShardFacts> sweeps;

  private Sweeps(List<Member> members, List<ShardFacts> sweeps) {
    this.members = List.copyOf(members);
    this.sweeps = List.copyOf(sweeps);
  }

  /**
   * The sweeps of these runs.
   *
   * @param incomplete whether shards may be missing
   * @throws InputException where a shard is there twice
   * @throws IncomparableException where one is missing, or they do not belong together
   */
  static Sweeps of(List<Member> members, boolean incomplete) {
    Map<String, List<Member>> byPlan = new LinkedHashMap<>();
    for (Member member : members) {
      byPlan.computeIfAbsent(member.facts().plan(), any -> new ArrayList<>()).add(member);
    }
    List<ShardFacts> sweeps = new ArrayList<>();
    byPlan.values().forEach(parts -> sweeps.add(joined(parts)));
    for (ShardFacts sweep : sweeps) {
      if (!incomplete && !sweep.missing().isEmpty()) {
        throw new IncomparableException(missing(sweep) + otherPlans(byPlan));
      }
    }
    return new Sweeps(members, sweeps);
  }

  private static ShardFacts joined(List<Member> parts) {
    Member first = parts.get(0);
    Map<Integer, Member> owners = new HashMap<>();
    ShardFacts all = first.facts();
    for (Member part : parts) {
      ShardFacts facts = part.facts();
      if (facts.of() != first.facts().of()) {
        throw new IncomparableException(
            both(first, part) + "; a sweep is put together from shards of one number");
      }
      for (int number : facts.numbers()) {
        Member other = owners.put(number, part);
        if (other != null) {
          throw new InputException(
              String.format(
                  "%s (%s) and %s (%s) are both shard %d of %d; give one of them",
                  other.path(), other.state(), part.path(), part.state(), number, facts.of()));
        }
      }
      if (!facts.auto().equals(first.facts().auto())) {
        throw new IncomparableException(
            String.format(
                "%s and %s took auto for different things: %s | %s; measure with the value that you"
                    + " mean (-p NAME=VALUE)",
                first.path(), part.path(), first.facts().auto(), facts.auto()));
      }
      all = all.with(facts);
    }
    return all;
  }

  private static String both(Member a, Member b) {
    return a.path() + " is " + a.facts().label() + ", " + b.path() + " is " + b.facts().label();
  }

  private static String missing(ShardFacts sweep) {
    SortedSet<Integer> missing = sweep.missing();
    return String.format(
        "%s %s of %d %s missing: run %s; or join what is there with --incomplete",
        missing.size() == 1 ? "shard" : "shards",
        ShardFacts.words(missing),
        sweep.of(),
        missing.size() == 1 ? "is" : "are",
        missing.stream()
            .map(number -> "`" + sweep.command() + " --shard " + number + "/" + sweep.of() + "`")
            .collect(Collectors.joining(", ")));
  }

  /** The likeliest reason where shards are missing and runs of other plans are there. */
  private static String otherPlans(Map<String, List<Member>> byPlan) {
    if (byPlan.size() == 1) {
      return "";
    }
    List<Member> firsts = byPlan.values().stream().map(parts -> parts.get(0)).toList();
    return String.format(
        "; %s and %s are of different plans (other rows, parameters or --forks: `%s` | `%s`)",
        firsts.get(0).path(),
        firsts.get(1).path(),
        firsts.get(0).facts().command(),
        firsts.get(1).facts().command());
  }

  /** The rows in the order of the sweeps; those of no sweep stay behind them, as they are. */
  JmhRows ordered(JmhRows rows) {
    Map<String, Integer> places = new HashMap<>();
    for (ShardFacts sweep : sweeps) {
      sweep.rows().values().forEach(row -> places.putIfAbsent(row.line(), places.size()));
    }
    SortedMap<Integer, List<String>> sorted = new TreeMap<>();
    rows.rows()
        .forEach(
            (key, row) ->
                sorted
                    .computeIfAbsent(
                        places.getOrDefault(line(row), Integer.MAX_VALUE), any -> new ArrayList<>())
                    .add(key));
    JmhRows ordered = JmhRows.none();
    sorted
        .values()
        .forEach(keys -> keys.forEach(key -> ordered.rows().put(key, rows.rows().get(key))));
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
    for (Member member : members) {
      if (!member.state().equals(COMPLETE)) {
        gaps.add(
            String.format(
                "%s (%s) did not end as complete: %s",
                member.path(), member.facts().label(), member.state()));
      }
    }
    for (ShardFacts sweep : sweeps) {
      for (ShardFacts.Planned row : sweep.rows().values()) {
        int forks = measured.getOrDefault(row.line(), 0);
        if (forks == 0) {
          gaps.add("not measured: " + row.line());
        } else if (forks < row.forks()) {
          gaps.add(
              String.format("measured with %d of %d forks: %s", forks, row.forks(), row.line()));
        }
      }
    }
    return gaps;
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

  /** What is left of being a shard: empty where all sweeps are whole. */
  Optional<ShardFacts> rest() {
    List<ShardFacts> partial = sweeps.stream().filter(s -> !s.missing().isEmpty()).toList();
    if (partial.size() > 1 || (partial.size() == 1 && sweeps.size() > 1)) {
      throw new IncomparableException(
          "an incomplete sweep can only be joined by itself; merge each sweep on its own");
    }
    return partial.stream().findFirst();
  }
}
