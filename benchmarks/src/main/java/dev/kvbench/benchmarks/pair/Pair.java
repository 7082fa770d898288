package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.suite.InterleavedForks;
import dev.kvbench.benchmarks.suite.Plan;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.benchmarks.suite.Side;
import dev.kvbench.benchmarks.suite.Suite;
import dev.kvbench.benchmarks.suite.SuiteFacts;
import dev.kvbench.benchmarks.suite.SuiteFile;
import dev.kvbench.benchmarks.suite.TimeBudget;
import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures two builds, two JVMs or two values of a parameter on one machine in turns, judges them,
 * and measures again what looks changed: chance seldom says the same twice.
 *
 * @param base the reference
 * @param candidate what is judged
 * @param suite a suite's name, or the path of a file; rows are planned from the running jar's
 *     benchmarks
 * @param overrides values that replace the suite's, by parameter
 * @param forks of every row on each side, and as many again where the gate calls it changed; null
 *     for the suite's own
 * @param timeLimit forks that are predicted to end after it are left out, on both sides; null for
 *     none
 * @param gate the rule of the verdicts
 */
public record Pair(
    Subject base,
    Subject candidate,
    String suite,
    Map<String, List<String>> overrides,
    Integer forks,
    Duration timeLimit,
    Gate gate) {

  /**
   * What is measured on a side.
   *
   * @param java executable, or a JAVA_HOME
   * @param jar of kvbench
   * @param params values of parameters, in the place of the suite's
   */
  public record Subject(Path java, Path jar, Map<String, String> params) {}

  /**
   * What came of it.
   *
   * @param places a line that says where the results are, for each side
   * @param comparison the verdicts, with the rows that could not be measured
   */
  public record Measured(List<String> places, Comparison comparison) {}

  /** Both sides of what was measured in one go. */
  private record Batch(Run base, Run candidate, boolean again, List<String> unmeasured) {
    List<String> places() {
      String which = again ? " again in " : " in ";
      return List.of("base" + which + base.path(), "candidate" + which + candidate.path());
    }

    MissingRows missing() {
      return base.missing(); // the same as the candidate's
    }

    Stream<String> failed() {
      return missing().failed().entrySet().stream()
          .map(row -> row.getKey() + ": " + row.getValue() + (again ? " (measured again)" : ""));
    }
  }

  /**
   * Measures all rows; one that fails on a side is not measured any more on either.
   *
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public Measured measure(Invocation invocation) {
    Suite read = SuiteFile.load(suite);
    requireJar(base);
    requireJar(candidate);
    Libtorch.start();
    List<PlannedRow> baseRows = rows(base, read);
    List<PlannedRow> candidateRows = rows(candidate, read);
    CommonRows common =
        CommonRows.of(
            PairSide.of("base", base, baseRows),
            PairSide.of("candidate", candidate, candidateRows),
            suite,
            overrides);
    PairSide first = common.base();
    PairSide second = common.candidate();
    try (Session session = Session.measuring(invocation)) {
      System.out.printf(
          "%s (on both sides: %s)%n",
          read.name(),
          TimeBudget.words(
              Stream.concat(first.rows().stream(), second.rows().stream()).toList(), timeLimit));
      warnings(first.rows()).forEach(warning -> System.out.println("note: " + warning));
      session.warnIfBusy();
      TimeBudget time = new TimeBudget(timeLimit);
      Batch batch = measure(first, second, Optional.empty(), read, time, session);
      List<String> places = new ArrayList<>(batch.places());
      List<String> failed = new ArrayList<>(batch.failed().toList());
      List<String> remarks = new ArrayList<>();
      batch
          .missing()
          .leftOut()
          .forEach(
              (row, left) -> remarks.add("left out for the time limit: " + left + " of " + row));
      common.added().forEach(row -> remarks.add("new in the candidate, not measured: " + row));
      List<String> unmeasured = new ArrayList<>();
      batch.unmeasured().forEach(row -> unmeasured.add(row + " (no time)"));
      common.missing().forEach(row -> unmeasured.add(row + " (the candidate has no such row)"));
      Comparison verdicts = judged(batch);
      List<Integer> changed = numbers(first.rows(), verdicts.changed());
      if (!changed.isEmpty()) {
        System.out.printf(
            "%nmeasured again, for it looks changed, which may be chance: %d of %d rows%n",
            changed.size(), first.rows().size());
        Batch again =
            measure(
                first.only(changed), second.only(changed), Optional.of(batch), read, time, session);
        places.addAll(again.places());
        again.failed().forEach(failed::add);
        verdicts = verdicts.confirmedBy(judged(again));
      }
      return new Measured(places, verdicts.with(failed, unmeasured, remarks));
    }
  }

  /** What the figures will not tell, said before time is spent on them. */
  private List<String> warnings(List<PlannedRow> rows) {
    List<String> warnings = new ArrayList<>();
    int fewest = rows.stream().mapToInt(PlannedRow::forks).min().orElseThrow();
    if (fewest < gate.leastForks()) {
      warnings.add(
          String.format(
              "no time can be called changed with so few forks a side (%d): that takes at least %d,"
                  + " see --forks",
              fewest, gate.leastForks()));
    }
    if (base.equals(candidate)) {
      warnings.add("both sides are the same: what they differ by is noise");
    }
    return warnings;
  }

  /**
   * Measures rows of both sides, into run directories of their own. A repeat measurement begins
   * with the candidate: what came and went in step with the first one's rounds then meets the other
   * side.
   */
  private Batch measure(
      PairSide first,
      PairSide second,
      Optional<Batch> before,
      Suite read,
      TimeBudget time,
      Session session) {
    boolean again = before.isPresent();
    Run base = begin(first, again, read, session);
    Run candidate = begin(second, again, read, session);
    before.ifPresent(measured -> base.shareMachine(measured.base()));
    candidate.shareMachine(base); // else the two might choose other kernels
    Side a = side(first, base);
    Side b = side(second, candidate);
    session.onStop(
        () -> "stopped; what was measured is in " + base.path() + " and " + candidate.path());
    InterleavedForks measuring =
        new InterleavedForks(
            again ? "again: " : "",
            PlannedRow.labels(first.rows()),
            again ? List.of(b, a) : List.of(a, b),
            time,
            session);
    new Batch(base, candidate, again, List.of()).places().forEach(System.out::println);
    System.out.println();
    measuring.measure();
    candidate.writeEnd();
    base.writeEnd();
    return new Batch(base, candidate, again, measuring.unmeasured());
  }

  private Run begin(PairSide side, boolean again, Suite read, Session session) {
    String order = again ? "B A A B; rows that looked changed)" : "A B B A)";
    Map<String, String> facts =
        SuiteFacts.suite(
            read,
            "base and candidate in turns, row by row, round by round (" + order,
            overrides,
            forks,
            timeLimit);
    return session.begin("pair-" + side.name() + (again ? "-again" : ""), side.sections(facts));
  }

  private static Side side(PairSide side, Run run) {
    return new Side(
        side.name(),
        side.rows(),
        run,
        (row, timeout, result) ->
            side.fork(row, timeout, result, run.directory().log(), run.machineArgument()));
  }

  private Comparison judged(Batch batch) {
    Run a = batch.base();
    Run b = batch.candidate();
    if (!Files.exists(a.directory().jmhJson()) || !Files.exists(b.directory().jmhJson())) {
      return Comparison.ofNothing(gate);
    }
    try {
      return Comparison.of(
          List.of(Source.read(a.path())), List.of(Source.read(b.path())), gate, List.of());
    } catch (IncomparableException e) {
      return Comparison.ofNothing(gate); // no row has a fork on both sides; the failures say why
    }
  }

  /** Of the planned rows that some measured ones are. */
  private static List<Integer> numbers(List<PlannedRow> planned, List<Row> rows) {
    return IntStream.range(0, planned.size())
        .filter(i -> rows.stream().anyMatch(planned.get(i)::isMeasuredBy))
        .boxed()
        .toList();
  }

  private static void requireJar(Subject subject) {
    if (!Files.isRegularFile(subject.jar())) {
      throw new InputException(subject.jar() + ": no such jar; build it first");
    }
  }

  private List<PlannedRow> rows(Subject subject, Suite read) {
    Map<String, List<String>> values = new LinkedHashMap<>(overrides);
    subject.params().forEach((param, value) -> values.put(param, List.of(value)));
    return Plan.rows(read, values, forks);
  }
}
