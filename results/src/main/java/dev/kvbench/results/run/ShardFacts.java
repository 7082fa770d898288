package dev.kvbench.results.run;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a run says of itself as a part of a sweep: section {@value #SECTION} of its environment.
 *
 * @param numbers the shard, from 1; of runs that were merged before, all of theirs
 * @param of how many shards there are
 * @param withRows shards past this one have no rows, for the sweep has too few to go round
 * @param plan hash of all rows of the sweep, as they were asked for on no machine in particular
 * @param auto what {@code auto} was taken for on the machine of the run
 * @param command what measures the shard, without its {@code --shard}
 * @param rows those of the shard by their place in the whole sweep
 */
public record ShardFacts(
    SortedSet<Integer> numbers,
    int of,
    int withRows,
    String plan,
    String auto,
    String command,
    SortedMap<Integer, Planned> rows) {
  public static final String SECTION = "shard";

  private static final String ROW = "row ";
  private static final String FORKS = "forks ";

  /**
   * A row that is to be measured.
   *
   * @param line as {@link Row#line} has it
   * @param forks that it is to have
   */
  public record Planned(String line, int forks) {}

  public ShardFacts {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
  }

  /** As the environment holds them. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("number", words(numbers));
    facts.put("of", Integer.toString(of));
    facts.put("withRows", Integer.toString(withRows));
    facts.put("plan", plan);
    facts.put("auto", auto);
    facts.put("command", command);
    rows.forEach(
        (place, row) -> {
          facts.put(ROW + place, row.line());
          facts.put(FORKS + place, Integer.toString(row.forks()));
        });
    return facts;
  }

  /**
   * What a run's environment says; empty for a run that is no shard.
   *
   * @param file that the environment is in
   * @throws InputException where it says it in another way than {@link #facts}
   */
  static Optional<ShardFacts> read(Environment environment, Path file) {
    Map<String, String> facts = environment.sections().get(SECTION);
    if (facts == null) {
      return Optional.empty();
    }
    try {
      SortedSet<Integer> numbers = new TreeSet<>();
      for (String number : facts.getOrDefault("number", "").split(", ", -1)) {
        numbers.add(Integer.valueOf(number));
      }
      SortedMap<Integer, Planned> rows = new TreeMap<>();
      facts.forEach(
          (name, line) -> {
            if (name.startsWith(ROW)) {
              String place = name.substring(ROW.length());
              int forks = Integer.parseInt(facts.getOrDefault(FORKS + place, ""));
              rows.put(Integer.valueOf(place), new Planned(line, forks));
            }
          });
      int of = Integer.parseInt(facts.getOrDefault("of", ""));
      int withRows = Integer.parseInt(facts.getOrDefault("withRows", ""));
      if (numbers.first() < 1 || numbers.last() > withRows || withRows > of) {
        throw wrong(file, null);
      }
      return Optional.of(
          new ShardFacts(
              numbers,
              of,
              withRows,
              facts.getOrDefault("plan", "unknown"),
              facts.getOrDefault("auto", "unknown"),
              facts.getOrDefault("command", "suite NAME"),
              rows));
    } catch (NumberFormatException e) {
      throw wrong(file, e);
    }
  }

  private static InputException wrong(Path file, NumberFormatException cause) {
    return new InputException(
        file
            + ": section '"
            + SECTION
            + "' does not say which shard of how many this is, or how many forks its rows were to"
            + " have; give a run directory that this kvbench wrote",
        cause);
  }

  /** Both together, as one part of the sweep. */
  ShardFacts with(ShardFacts other) {
    SortedSet<Integer> both = new TreeSet<>(numbers);
    both.addAll(other.numbers);
    SortedMap<Integer, Planned> all = new TreeMap<>(rows);
    all.putAll(other.rows);
    return new ShardFacts(both, of, withRows, plan, auto, command, all);
  }

  /** The shards that this one lacks to be the whole sweep. */
  SortedSet<Integer> missing() {
    TreeSet<Integer> missing = new TreeSet<>();
    IntStream.rangeClosed(1, withRows).forEach(missing::add);
    missing.removeAll(numbers);
    return missing;
  }

  /** For people: {@code shard 2 of 3}. */
  String label() {
    return (numbers.size() == 1 ? "shard " : "shards ") + words(numbers) + " of " + of;
  }

  static String words(SortedSet<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
