package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.Gpt2Source;
import dev.kvbench.benchmarks.session.Farewell;
import dev.kvbench.benchmarks.session.JmhLock;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.show.RunReport;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One suite from its name to its charts, told to a person at a terminal.
 *
 * @param suite a suite's name, or the path of a file
 * @param overrides values that replace the suite's, by parameter
 * @param only values of the rows to measure, by parameter; see {@link RowFilter}
 * @param forks replaces the suite's number; null for the suite's own
 * @param shard the share of the rows to measure; null for all of them
 * @param timeLimit forks that are predicted to end after it are left out; null for none
 * @param output folder that the run directory is made in
 * @param scale axes of the charts
 * @param terminal whether standard output can write a line over
 */
public record SuiteSession(
    String suite,
    Map<String, List<String>> overrides,
    Map<String, List<String>> only,
    Integer forks,
    Shard shard,
    Duration timeLimit,
    Path output,
    Scale scale,
    boolean terminal) {

  /** Cores' worth of other work that is worth a word; an idle system has less. */
  private static final double BUSY = 0.25;

  /**
   * Measures, keeps and shows.
   *
   * @return whether every row was measured that time allowed, and the charts were drawn
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public boolean run() throws IOException {
    Suite read = new RowFilter(only).of(SuiteFile.load(suite));
    Libtorch.start();
    Sweep sweep = new Sweep(read, overrides, forks, part().of());
    List<PlannedRow> rows = sweep.rows(part().number());
    if (rows.isEmpty()) {
      System.out.println(nothingFor(sweep));
      return true;
    }
    JmhLock lock = JmhLock.acquire();
    try {
      Instant start = Instant.now();
      RunDirectory run = RunDirectory.create(output, read.name() + suffix(), start);
      RunFacts facts = new RunFacts(run, read, this, sweep, start);
      double busy = facts.writeAtStart();
      System.out.printf("%s: %s%n", read.name(), read.description());
      if (shard != null) {
        System.out.printf(
            "shard %d of %d: %d of %d rows%n",
            shard.number(), shard.of(), rows.size(), sweep.size());
      }
      System.out.printf("results in %s%n", run.path());
      tellOfOtherWork(busy);
      tellOfRandomWeights(rows);
      System.out.println();
      SuiteRun measuring = measure(rows, run);
      facts.writeAtEnd(measuring);
      tellOmissions(measuring);
      return show(run) && measuring.failed().isEmpty();
    } finally {
      lock.close();
    }
  }

  /**
   * Prints the rows that would be measured, one a line, for programs too.
   *
   * @throws InputException for what cannot be run
   */
  public void list() {
    Suite read = new RowFilter(only).of(SuiteFile.load(suite));
    Libtorch.start();
    Sweep sweep = new Sweep(read, overrides, forks, part().of());
    List<PlannedRow> rows = sweep.rows(part().number());
    if (rows.isEmpty()) {
      System.err.println(nothingFor(sweep));
    }
    rows.forEach(row -> System.out.println(row.line()));
  }

  /** The share of the rows, which may be all of them. */
  Shard part() {
    return shard == null ? new Shard(1, 1) : shard;
  }

  /** The command that asks for all this, without its shard and what results do not depend on. */
  String command() {
    StringBuilder command = new StringBuilder("suite ").append(MachineFacts.withoutHome(suite));
    overrides.forEach(
        (name, values) ->
            command.append(" -p ").append(name).append('=').append(String.join(",", values)));
    only.forEach(
        (name, values) ->
            command.append(" --only ").append(name).append('=').append(String.join(",", values)));
    if (forks != null) {
      command.append(" --forks ").append(forks);
    }
    if (timeLimit != null) {
      command.append(" --time-limit ").append(timeLimit.toMinutes());
    }
    return command.toString();
  }

  private String suffix() {
    return shard == null ? "" : "-shard-" + shard.number() + "-of-" + shard.of();
  }

  private String nothingFor(Sweep sweep) {
    return String.format(
        "shard %d of %d has no rows, and there is nothing to do: rows that are compared stay"
            + " together, and those of %s make %d group%s; merge knows",
        shard.number(), shard.of(), suite, sweep.groups(), sweep.groups() == 1 ? "" : "s");
  }

  /** Says so if other work keeps more cores busy than an idle system does. */
  public static void tellOfOtherWork(double busyCores) {
    if (busyCores > BUSY) {
      System.out.printf(
          "note: other work keeps %.1f cores busy. It slows the uncached arm most, whose threads"
              + " wait for each other, and so flatters the cache.%n",
          busyCores);
    }
  }

  /** Says of models that are measured with random weights why, and what to do about it. */
  private static void tellOfRandomWeights(List<PlannedRow> rows) {
    rows.stream()
        .filter(row -> "random".equals(row.params().get("weights")))
        .map(row -> row.params().get("model"))
        .distinct()
        .flatMap(model -> Gpt2Source.whyRandom(model).stream())
        .forEach(
            why ->
                System.out.printf(
                    "note: random weights, whose tokens mean nothing and take as long: %s%n", why));
  }

  /** The suites inside the jar, with a line on each. */
  public static Map<String, String> suites() {
    Map<String, String> suites = new LinkedHashMap<>();
    SuiteFile.NAMES.forEach(name -> suites.put(name, SuiteFile.load(name).description()));
    return suites;
  }

  private SuiteRun measure(List<PlannedRow> rows, RunDirectory run) throws IOException {
    try (PrintStream log =
            new PrintStream(Files.newOutputStream(run.log()), true, StandardCharsets.UTF_8);
        Farewell farewell = new Farewell(() -> {}, () -> whatIsLeft(run))) {
      Progress progress = new Progress(System.out, terminal);
      SuiteRun measuring = new SuiteRun(rows, run, log, progress, timeLimit, farewell);
      measuring.measure();
      return measuring;
    } catch (InputException e) { // a disk that is full, say
      throw Files.exists(run.jmhJson())
          ? new InputException(e.getMessage() + "; what was measured before is in " + run.path(), e)
          : e;
    }
  }

  /** Of a run that is stopped. */
  private static String whatIsLeft(RunDirectory run) {
    return String.format(
        Files.exists(run.jmhJson())
            ? "stopped; what was measured is in %s; to see it: java -jar benchmarks.jar plot %1$s"
            : "stopped before the first row was measured; %s holds no results",
        run.path());
  }

  private boolean show(RunDirectory run) {
    if (!Files.exists(run.jmhJson())) {
      return false;
    }
    try {
      RunReport.print(Source.read(run.path()), scale);
      return true;
    } catch (InputException e) {
      System.err.println("kvbench: " + e.getMessage()); // what was measured is safe all the same
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
