package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.Libtorch;
import dev.kvbench.results.InputException;
import dev.kvbench.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures two builds, two JVMs or two values of a parameter on one machine in turns.
 *
 * @param base the reference
 * @param candidate what is judged
 * @param suite a suite's name, or the path of a file; rows are planned from the running jar's
 *     benchmarks
 * @param overrides values that replace the suite's, by parameter
 * @param forks of every row on each side
 * @param timeLimit forks that are predicted to end after it are left out, on both sides; null for
 *     none
 * @param output folder that the run directories are made in
 * @param terminal whether standard output can write a line over
 */
public record PairSession(
    Subject base,
    Subject candidate,
    String suite,
    Map<String, List<String>> overrides,
    int forks,
    Duration timeLimit,
    Path output,
    boolean terminal) {

  /**
   * What is measured on a side.
   *
   * @param java executable, or a JAVA_HOME
   * @param jar of kvbench
   * @param params values of parameters, in the place of the suite's
   */
  public record Subject(Path java, Path jar, Map<String, String> params) {}

  /**
   * Where the results are.
   *
   * @param failed rows that gave no result on a side, with the reason
   * @param unmeasured rows that there was no time for, or that the candidate does not have
   * @param remarks rows that have fewer forks than asked for, and by how many; rows that only the
   *     candidate has
   */
  public record Measured(
      RunDirectory base,
      RunDirectory candidate,
      List<String> failed,
      List<String> unmeasured,
      List<String> remarks) {}

  /** A subject that has been asked what it is, and what is planned of it. */
  record Side(Subject subject, Jvm jvm, Map<String, String> build, List<PlannedRow> rows) {
    Side with(List<PlannedRow> some) {
      return new Side(subject, jvm, build, some);
    }
  }

  /**
   * Measures all rows; one that fails on a side is not measured any more on either.
   *
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public Measured run() throws IOException {
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
    JmhLock lock = JmhLock.acquire();
    try {
      Instant start = Instant.now();
      PairFacts facts = new PairFacts(this, read, start);
      PairSide a = measuring(first, "base", start);
      PairSide b = measuring(second, "candidate", start);
      facts.writeAtStart(first, a);
      facts.writeAtStart(second, b);
      System.out.printf(
          "%s: %s%nbase in %s%ncandidate in %s%n",
          read.name(), read.description(), a.run().path(), b.run().path());
      SuiteSession.tellOfOtherWork(facts.busy());
      System.out.println();
      PairRun run =
          new PairRun(a, b, forks, new TimeBudget(timeLimit), new Progress(System.out, terminal));
      measure(run, a, b);
      facts.writeAtEnd(a, run);
      facts.writeAtEnd(b, run);
      List<String> unmeasured = new ArrayList<>(run.unmeasured());
      common.missing().forEach(row -> unmeasured.add(row + " (the candidate has no such row)"));
      List<String> remarks = new ArrayList<>(common.remarks());
      run.leftOut().forEach(left -> remarks.add("left out for the time limit: " + left));
      common.added().forEach(row -> remarks.add("new in the candidate, not measured: " + row));
      remarks.forEach(System.out::println);
      return new Measured(a.run(), b.run(), run.failed(), unmeasured, remarks);
    } finally {
      lock.close();
    }
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

  private PairSide measuring(Side side, String name, Instant start) {
    RunDirectory run = RunDirectory.create(output, "pair-" + name, start);
    return new PairSide(name, side.jvm(), side.subject().jar(), side.rows(), run);
  }

  private static void measure(PairRun run, PairSide a, PairSide b) {
    Thread farewell =
        new Thread(
            () -> {
              run.stop();
              ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
              System.out.printf(
                  "%nstopped; what was measured is in %s and %s%n", a.run().path(), b.run().path());
            });
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      run.measure();
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }
}
