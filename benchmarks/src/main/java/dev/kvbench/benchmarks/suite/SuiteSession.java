package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.Libtorch;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.InputException;
import dev.kvbench.results.RunDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One suite from its name to its charts, told to a person at a terminal.
 *
 * @param suite a suite's name, or the path of a file
 * @param overrides values that replace the suite's, by parameter
 * @param forks replaces the suite's number; null for the suite's own
 * @param timeLimit forks that are predicted to end after it are left out; null for none
 * @param output folder that the run directory is made in
 * @param scale axes of the charts
 * @param terminal whether standard output can write a line over
 */
public record SuiteSession(
    String suite,
    Map<String, List<String>> overrides,
    Integer forks,
    Duration timeLimit,
    Path output,
    Scale scale,
    boolean terminal) {

  /**
   * Measures, keeps and shows.
   *
   * @return whether every row was measured that time allowed, and the charts were drawn
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public boolean run() throws IOException {
    Suite read = SuiteFile.load(suite);
    Libtorch.start();
    List<PlannedRow> rows = Plan.rows(read, overrides, forks);
    Instant start = Instant.now();
    RunDirectory run = RunDirectory.create(output, read.name(), start);
    RunFacts facts = new RunFacts(run, read, rows, start);
    facts.writeAtStart();
    System.out.printf("%s: %s%nresults in %s%n%n", read.name(), read.description(), run.path());

    Thread farewell = new Thread(() -> sayFarewell(run));
    Runtime.getRuntime().addShutdownHook(farewell);
    SuiteRun measuring;
    try (PrintStream log =
        new PrintStream(Files.newOutputStream(run.log()), true, StandardCharsets.UTF_8)) {
      measuring = new SuiteRun(rows, run, log, new Progress(System.out, terminal), timeLimit);
      measuring.measure();
    }
    Runtime.getRuntime().removeShutdownHook(farewell);
    facts.writeAtEnd(measuring);
    boolean shown = show(run);
    tellOmissions(measuring);
    return shown && measuring.failed().isEmpty();
  }

  private static void sayFarewell(RunDirectory run) {
    System.out.printf(
        Files.exists(run.jmhJson())
            ? "%nstopped; what was measured is in %s; draw it with: plot %1$s%n"
            : "%nstopped before the first row was measured; %s holds no results%n",
        run.path());
  }

  private boolean show(RunDirectory run) {
    if (!Files.exists(run.jmhJson())) {
      return false;
    }
    System.out.printf("%n%s%n", SpeedupTable.of(run.rows()));
    try {
      RunCharts.draw(run, scale).forEach(System.out::println);
      return true;
    } catch (InputException | InternalError | UnsatisfiedLinkError e) {
      // A JVM without fonts throws errors: what was measured is safe, and plot can be run later.
      System.err.println("kvbench: no charts: " + e.getMessage());
      return false;
    }
  }

  private static void tellOmissions(SuiteRun run) {
    run.leftOut()
        .forEach(
            (row, count) ->
                System.out.printf(
                    "left out for the time limit: %d of %d forks of %s%n",
                    count, row.forks(), run.label(row)));
    run.failed()
        .forEach(
            (row, reason) ->
                System.err.printf("kvbench: failed: %s: %s%n", run.label(row), reason));
  }
}
