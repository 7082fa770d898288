package dev.kvbench.results.run;

import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.JsonRecords;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A suite that is shared out, and which share of it a run is: {@value #FILE} in its directory.
 *
 * @param numbers the run's shard, from 1; of merged runs all of theirs
 * @param of how many shards there are; the last ones may have no rows
 * @param command what measures the shard, without its {@code --shard}
 * @param rows of all shards, in the suite's order
 */
public record ShardPlan(List<Integer> numbers, int of, String command, List<ShardRow> rows) {
  /** The section of the environment that says which shard a run is. */
  public static final String SECTION = "shard";

  private static final String FILE = "shard.json";

  /**
   * A row that is to be measured.
   *
   * @param line as {@link dev.kvbench.results.jmh.Row#line} has it
   */
  public record ShardRow(String line, int shard, int forks, int warmupIterations, int iterations) {}

  /** Keeps copies. */
  public ShardPlan {
    numbers = numbers.stream().sorted().toList();
    rows = List.copyOf(rows);
    if (!rows.stream().map(ShardRow::shard).toList().containsAll(numbers)) {
      throw new IllegalArgumentException("has no rows for its numbers " + numbers);
    }
  }

  /**
   * What a run is; no numbers and no rows of one whose environment does not say that it is a shard.
   *
   * @throws dev.kvbench.results.io.InputException if it cannot be read
   */
  static ShardPlan read(RunDirectory run, Environment environment) {
    return environment.sections().containsKey(SECTION)
        ? new JsonRecords(Map.of())
            .read(
                JsonNode.read(run.file(FILE), "give a run directory that this kvbench wrote"),
                ShardPlan.class)
        : new ShardPlan(List.of(), 0, "", List.of());
  }

  /** Writes it into a run's directory. */
  public void write(RunDirectory run) {
    run.write(FILE, JsonNode.pretty(this));
  }

  ShardPlan withNumbers(Collection<Integer> others) {
    return new ShardPlan(List.copyOf(others), of, command, rows);
  }

  /** The shards that this one lacks to be the whole suite. */
  List<Integer> missing() {
    return rows.stream()
        .map(ShardRow::shard)
        .filter(shard -> !numbers.contains(shard))
        .distinct()
        .sorted()
        .toList();
  }

  /** Which shard it is, as section {@value #SECTION} of the environment. */
  public Map<String, String> facts() {
    return Map.of("number", words(), "of", Integer.toString(of));
  }

  /** For people: {@code shard 2 of 3}. */
  String label() {
    return rows.isEmpty() ? "no shard" : "shard %s of %d".formatted(words(), of);
  }

  private String words() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
