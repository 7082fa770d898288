package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.Libtorch;
import dev.kvbench.results.Environment;
import dev.kvbench.results.InputException;
import dev.kvbench.results.MachineFacts;
import dev.kvbench.results.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures two builds on one machine in turns: for each row base, candidate, and in the next round
 * candidate, base. What drifts with the machine drifts over both.
 *
 * @param base the reference
 * @param candidate what is judged
 * @param suite a suite's name, or the path of a file; rows are planned from the running jar's
 * @param overrides values that replace the suite's, by parameter
 * @param forks of every row on each side
 * @param output folder that the run directories are made in
 * @param terminal whether standard output can write a line over
 */
public record PairSession(
    Subject base,
    Subject candidate,
    String suite,
    Map<String, List<String>> overrides,
    int forks,
    Path output,
    boolean terminal) {

  /**
   * What is measured on a side.
   *
   * @param java executable
   * @param jar of JMH benchmarks
   * @param params values of parameters, in the place of the suite's
   */
  public record Subject(Path java, Path jar, Map<String, String> params) {}

  /**
   * Where the results are.
   *
   * @param failures rows that gave no result on a side, with the reason
   */
  public record Measured(RunDirectory base, RunDirectory candidate, List<String> failures) {}

  /**
   * Measures all rows; one that fails on a side is not measured any more on either.
   *
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public Measured run() throws IOException {
    for (Subject subject : List.of(base, candidate)) {
      if (!Files.isRegularFile(subject.jar())) {
        throw new InputException(subject.jar() + ": no such jar; build it first");
      }
      if (!Files.isExecutable(subject.java())) {
        throw new InputException(subject.java() + ": no java to run; give --jvm another");
      }
    }
    Suite read = SuiteFile.load(suite);
    Libtorch.start();
    List<PlannedRow> rows = Plan.rows(read, overrides, forks);
    JmhLock lock = JmhLock.acquire();
    try {
      Instant start = Instant.now();
      PairSide a = side(base, "pair-base", read, start);
      PairSide b = side(candidate, "pair-candidate", read, start);
      System.out.printf("base in %s%ncandidate in %s%n%n", a.run().path(), b.run().path());
      return new Measured(a.run(), b.run(), measure(rows, a, b));
    } finally {
      lock.close();
    }
  }

  private PairSide side(Subject subject, String name, Suite read, Instant start) {
    RunDirectory run = RunDirectory.create(output, name, start);
    Map<String, String> build = new LinkedHashMap<>();
    build.put("jar", String.valueOf(subject.jar().getFileName()));
    build.put("java", MachineFacts.withoutHome(subject.java().toString()));
    subject.params().forEach((key, value) -> build.put("parameter " + key, value));
    Environment facts = MachineFacts.capture();
    run.writeAtomically(
        "environment.json",
        facts
            .with("build", build)
            .with(
                "suite",
                Map.of(
                    "name",
                    read.name(),
                    "order",
                    "base and candidate in turns, fork by fork, row by row (A B B A)",
                    "parameters",
                    overrides.isEmpty() ? "none" : overrides.toString()))
            .with("run", Map.of("started", start.toString()))
            .toJson()
            .getBytes(StandardCharsets.UTF_8));
    return new PairSide(subject.java(), subject.jar(), subject.params(), run);
  }

  private List<String> measure(List<PlannedRow> rows, PairSide a, PairSide b) {
    Progress progress = new Progress(System.out, terminal);
    Map<PlannedRow, String> failed = new LinkedHashMap<>();
    long begin = System.nanoTime();
    int done = 0;
    int all = rows.size() * forks * 2;
    Thread farewell = new Thread(() -> sayFarewell(a, b));
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      for (int round = 0; round < forks; round++) {
        for (PlannedRow row : rows) {
          if (failed.containsKey(row)) {
            done += 2;
            continue;
          }
          List<String> figures = new ArrayList<>();
          for (PairSide side : round % 2 == 0 ? List.of(a, b) : List.of(b, a)) {
            String name = side == a ? "base" : "candidate";
            String position =
                String.format(
                    "round %d of %d: %s, %s", round + 1, forks, row.label(Map.of()), name);
            progress.now(position + " " + clock(begin, done, all));
            try {
              figures.add(name + " " + side.fork(row));
            } catch (RunnerException | InputException e) {
              failed.put(row, name + ": " + row.label(Map.of()) + ": " + e.getMessage());
              break;
            } finally {
              done++;
            }
          }
          progress.done(
              String.format(
                  "round %d of %d: %s: %s %s",
                  round + 1,
                  forks,
                  row.label(Map.of()),
                  failed.containsKey(row) ? "FAILED" : String.join(", ", figures),
                  clock(begin, done, all)));
        }
      }
      return List.copyOf(failed.values());
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }

  /** Rows take much the same time on both sides and in all rounds. */
  private static String clock(long begin, int done, int all) {
    double gone = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
    return done == 0
        ? ""
        : String.format(
            "(%s gone, about %s left)",
            Figures.words(gone), Figures.words(gone / done * (all - done)));
  }

  private static void sayFarewell(PairSide a, PairSide b) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    System.out.printf(
        "%nstopped; what was measured is in %s and %s%n", a.run().path(), b.run().path());
  }
}
