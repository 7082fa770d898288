package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.results.io.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What two jars can both measure of a suite. Each jar has its own suites and benchmarks, so that a
 * change may remove rows or add some: neither is a failure of the other side, and both are told.
 *
 * @param numbers of the planned rows that both have
 * @param missing rows that only base has
 * @param added rows that only the candidate has
 * @param remarks on what could not be asked
 */
record CommonRows(
    List<Integer> numbers, List<String> missing, List<String> added, List<String> remarks) {

  /**
   * Asks both jars what rows their suite has.
   *
   * @param suite a suite's name, or the path of a file
   * @param overrides values that replace the suite's, by parameter
   * @throws InputException where they have no planned row in common
   */
  static CommonRows of(
      PairSide base, PairSide candidate, String suite, Map<String, List<String>> overrides) {
    int planned = base.rows().size();
    if (Pair.isSameJar(base.subject().jar(), candidate.subject().jar())) {
      return all(planned, List.of());
    }
    Optional<Set<String>> before = listed(base, suite, overrides);
    Optional<Set<String>> after = listed(candidate, suite, overrides);
    if (before.isEmpty() || after.isEmpty()) {
      return all(
          planned,
          List.of(
              (before.isEmpty() ? base : candidate).subject().jar()
                  + " cannot say which rows its suite has: rows that only one jar has may go"
                  + " unnoticed"));
    }
    Set<String> both = new LinkedHashSet<>(before.get());
    both.retainAll(after.get());
    List<Integer> numbers =
        IntStream.range(0, planned)
            .filter(i -> both.contains(line(base, i)) && both.contains(line(candidate, i)))
            .boxed()
            .toList();
    List<String> missing = without(before.get(), both);
    List<String> added = without(after.get(), both);
    if (numbers.isEmpty()) {
      throw new InputException(
          "the two jars have no row of suite "
              + suite
              + " in common; first rows: "
              + (missing.isEmpty() ? "none" : missing.get(0))
              + " | "
              + (added.isEmpty() ? "none" : added.get(0)));
    }
    Set<String> known =
        IntStream.range(0, planned).mapToObj(i -> line(base, i)).collect(Collectors.toSet());
    List<String> remarks =
        without(both, known).stream()
            .map(row -> "not measured, for the kvbench that measures does not have it: " + row)
            .toList();
    return new CommonRows(numbers, missing, added, remarks);
  }

  private static CommonRows all(int planned, List<String> remarks) {
    return new CommonRows(
        IntStream.range(0, planned).boxed().toList(), List.of(), List.of(), remarks);
  }

  private static List<String> without(Set<String> rows, Set<String> others) {
    return rows.stream().filter(row -> !others.contains(row)).toList();
  }

  private static String line(PairSide side, int row) {
    return line(side, side.rows().get(row).line());
  }

  /** A row's line without the parameters of which each side has its own value. */
  private static String line(PairSide side, String line) {
    Set<String> own = side.subject().params().keySet();
    return Arrays.stream(line.split(" "))
        .filter(word -> own.stream().noneMatch(param -> word.startsWith(param + "=")))
        .collect(Collectors.joining(" "));
  }

  /** Empty for a jar that knows no {@code --list}, or has no such suite. */
  private static Optional<Set<String>> listed(
      PairSide side, String suite, Map<String, List<String>> overrides) {
    List<String> command = new ArrayList<>(List.of("suite", suite, "--list"));
    overrides.forEach(
        (name, values) -> command.addAll(List.of("-p", name + "=" + String.join(",", values))));
    side.subject()
        .params()
        .forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    Subprocess.Answer answer = side.ask(command);
    Set<String> rows = new LinkedHashSet<>();
    answer.lines().stream()
        .filter(PlannedRow::isLine)
        .map(line -> line(side, line))
        .forEach(rows::add);
    return answer.exit() != 0 || rows.isEmpty() ? Optional.empty() : Optional.of(rows);
  }
}
