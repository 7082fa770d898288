package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.results.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What two jars can both measure of a suite. Each jar has its own suites and benchmarks, so that a
 * change may take rows away or bring new ones: the first must be told, and neither is a failure of
 * the other side.
 *
 * @param measured numbers of the planned rows that both have
 * @param missing rows that only base has
 * @param added rows that only the candidate has
 * @param remarks on what could not be asked
 */
record PairRows(
    List<Integer> measured, List<String> missing, List<String> added, List<String> remarks) {

  /**
   * Asks both jars what rows their suite has.
   *
   * @param suite a suite's name, or the path of a file
   * @param overrides values that replace the suite's, by parameter
   * @throws InputException where they have no planned row in common
   */
  static PairRows of(
      PairSession.Side base,
      PairSession.Side candidate,
      String suite,
      Map<String, List<String>> overrides) {
    List<PlannedRow> planned = base.rows();
    Path a = base.subject().jar();
    Path b = candidate.subject().jar();
    if (a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())) {
      return all(planned, List.of());
    }
    Optional<Set<String>> before = listed(base, suite, overrides);
    Optional<Set<String>> after = listed(candidate, suite, overrides);
    if (before.isEmpty() || after.isEmpty()) {
      return all(
          planned,
          List.of(
              (before.isEmpty() ? a : b)
                  + " cannot say which rows its suite has: rows that only one jar has may go"
                  + " unnoticed"));
    }
    Set<String> varied = base.subject().params().keySet(); // of which each side has its own value
    Set<String> known = new HashSet<>();
    List<Integer> measured = new ArrayList<>();
    for (int i = 0; i < planned.size(); i++) {
      if (before.get().contains(without(planned.get(i).line(), varied))
          && after.get().contains(without(candidate.rows().get(i).line(), varied))) {
        measured.add(i);
      }
      known.add(without(planned.get(i).line(), varied));
    }
    List<String> remarks =
        before.get().stream()
            .filter(row -> after.get().contains(row) && !known.contains(row))
            .map(row -> "not measured, for the kvbench that measures does not have it: " + row)
            .toList();
    List<String> missing = without(before.get(), after.get());
    List<String> added = without(after.get(), before.get());
    if (measured.isEmpty()) {
      throw new InputException(
          "the two jars have no row of suite "
              + suite
              + " in common; first rows: "
              + (missing.isEmpty() ? "none" : missing.get(0))
              + " | "
              + (added.isEmpty() ? "none" : added.get(0)));
    }
    return new PairRows(measured, missing, added, remarks);
  }

  private static PairRows all(List<PlannedRow> planned, List<String> remarks) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < planned.size(); i++) {
      numbers.add(i);
    }
    return new PairRows(numbers, List.of(), List.of(), remarks);
  }

  /** A row's line without some parameters. */
  private static String without(String line, Set<String> params) {
    return Arrays.stream(line.split(" "))
        .filter(word -> params.stream().noneMatch(param -> word.startsWith(param + "=")))
        .collect(Collectors.joining(" "));
  }

  private static List<String> without(Set<String> rows, Set<String> others) {
    return rows.stream().filter(row -> !others.contains(row)).toList();
  }

  /** Empty for a jar that knows no {@code --list}, or has no such suite. */
  private static Optional<Set<String>> listed(
      PairSession.Side side, String suite, Map<String, List<String>> overrides) {
    List<String> command = new ArrayList<>(side.jvm().command(side.subject().jar()));
    command.addAll(List.of("suite", suite, "--list"));
    overrides.forEach(
        (name, values) -> command.addAll(List.of("-p", name + "=" + String.join(",", values))));
    side.subject()
        .params()
        .forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    Subprocess.Answer answer = Subprocess.ask(command);
    if (answer.exit() != 0) {
      return Optional.empty();
    }
    Set<String> rows = new LinkedHashSet<>();
    answer.lines().stream()
        .filter(PlannedRow::isLine)
        .map(line -> without(line, side.subject().params().keySet()))
        .forEach(rows::add);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows);
  }

  /** The rows of a side that are measured. */
  List<PlannedRow> of(List<PlannedRow> planned) {
    return measured.stream().map(planned::get).toList();
  }
}
