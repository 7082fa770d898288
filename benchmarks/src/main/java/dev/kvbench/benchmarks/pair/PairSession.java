package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.suite.Plan;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.benchmarks.suite.Suite;
import dev.kvbench.benchmarks.suite.SuiteFile;
import dev.kvbench.benchmarks.suite.TimeBudget;
import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.compare.Source;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures two builds, two JVMs or two values of a parameter on one machine in turns, judges them,
 * and measures again what looks changed: chance seldom says the same twice.
 *
 * @param base the reference
 * @param candidate what is judged
 * @param suite a suite's name, or the path of a file; rows are planned from the running jar's
 *     benchmarks
 * @param overrides values that replace the suite's, by parameter
 * @param forks of every row on each side, and as many again where the gate calls it changed
 * @param timeLimit forks that are predicted to end after it are left out, on both sides; null for
 *     none
 * @param gate the rule of the verdicts
 */
public record PairSession(
    Subject base,
    Subject candidate,
    String suite,
    Map<String, List<String>> overrides,
    int forks,
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
   * @param places in words, where the results of each side are
   * @param comparison the verdicts, with the rows that could not be measured
   */
  public record Measured(List<String> places, Comparison comparison) {}

  /** A subject that has been asked what it is, and what is planned of it. */
  record Side(Subject subject, Jvm jvm, Map<String, String> build, List<PlannedRow> rows) {
    Side with(List<PlannedRow> some) {
      return new Side(subject, jvm, build, some);
    }

    Side only(List<Integer> numbers) {
      return with(numbers.stream().map(rows::get).toList());
    }
  }

  /** Both sides of what was measured in one go. */
  private record Batch(PairSide base, PairSide candidate, PairRun run) {
    List<String> places() {
      String again = run.isAgain() ? " again" : "";
      return List.of(
          "base" + again + " in " + base.run().path(),
          "candidate" + again + " in " + candidate.run().path());
    }
  }

  /**
   * Measures all rows; one that fails on a side is not measured any more on either.
   *
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public Measured measure(Invocation invocation) throws IOException {
    Suite read = SuiteFile.load(suite);
    requireJar(base);
    requireJar(candidate);
    Libtorch.start();
    List<PlannedRow> baseRows = rows(base, read);
    List<PlannedRow> candidateRows = rows(candidate, read);
    Side first = side(base, baseRows);
    Side second = side(candidate, candidateRows);
    PairRows common = PairRows.of(first, second, suite, overrides);
    first = first.with(common.of(baseRows));
    second = second.with(common.of(candidateRows));
    try (Session session = Session.measuring(invocation)) {
      System.out.printf("%s: %s%n", read.name(), read.description());
      cautions().forEach(caution -> System.out.println("note: " + caution));
      session.noteOtherWork();
      TimeBudget time = new TimeBudget(timeLimit);
      Batch batch = measure(first, second, false, read, time, session);
      List<String> places = new ArrayList<>(batch.places());
      List<String> failed = new ArrayList<>(batch.run().failed());
      List<String> remarks = new ArrayList<>(common.remarks());
      batch.run().leftOut().forEach(left -> remarks.add("left out for the time limit: " + left));
      common.added().forEach(row -> remarks.add("new in the candidate, not measured: " + row));
      List<String> unmeasured = new ArrayList<>(batch.run().unmeasured());
      common.missing().forEach(row -> unmeasured.add(row + " (the candidate has no such row)"));
      Comparison verdicts = judged(batch);
      List<Integer> changed = numbers(first.rows(), verdicts.changed());
      if (!changed.isEmpty()) {
        System.out.printf(
            "%nmeasured again, for it looks changed, which may be chance: %d of %d rows%n",
            changed.size(), first.rows().size());
        Batch again = measure(first.only(changed), second.only(changed), true, read, time, session);
        places.addAll(again.places());
        again.run().failed().forEach(row -> failed.add(row + " (measured again)"));
        verdicts = verdicts.confirmedBy(judged(again));
      }
      return new Measured(places, verdicts.with(failed, unmeasured, remarks));
    }
  }

  /** What the figures will not tell, said before time is spent on them. */
  private List<String> cautions() {
    List<String> cautions = new ArrayList<>();
    if (forks < gate.leastForks()) {
      cautions.add(
          String.format(
              "no time can be called changed with %d forks a side: that takes at least %d, see"
                  + " --forks",
              forks, gate.leastForks()));
    }
    if (base.equals(candidate)) {
      cautions.add("both sides are the same: what they differ by is noise");
    }
    return cautions;
  }

  /** Measures rows of both sides, into run directories of their own. */
  private Batch measure(
      Side first, Side second, boolean again, Suite read, TimeBudget time, Session session) {
    PairSide a = begin(first, "base", again, read, session);
    PairSide b = begin(second, "candidate", again, read, session);
    PairRun run = new PairRun(a, b, forks, again, time, session);
    Batch batch = new Batch(a, b, run);
    session.onStop(
        () -> "stopped; what was measured is in " + a.run().path() + " and " + b.run().path());
    batch.places().forEach(System.out::println);
    System.out.println();
    run.measure();
    return batch;
  }

  private PairSide begin(Side side, String name, boolean again, Suite read, Session session) {
    Run run =
        session.begin(
            "pair-" + name + (again ? "-again" : ""), PairFacts.of(this, read, side, name, again));
    return new PairSide(name, side.jvm(), side.subject().jar(), side.rows(), run);
  }

  private Comparison judged(Batch batch) {
    RunDirectory a = batch.base().run().directory();
    RunDirectory b = batch.candidate().run().directory();
    if (!Files.exists(a.jmhJson()) || !Files.exists(b.jmhJson())) {
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
    subject.params().forEach((name, value) -> values.put(name, List.of(value)));
    return Plan.rows(read, values, forks);
  }

  private static Side side(Subject subject, List<PlannedRow> rows) {
    Jvm jvm = Jvm.of(Files.isDirectory(subject.java()) ? Jvm.in(subject.java()) : subject.java());
    return new Side(subject, jvm, PairFacts.build(jvm, subject.jar()), rows);
  }
}
