package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.PretrainedSource;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.show.RunReport;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.results.run.Source;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user wants measured.
 *
 * @param suite a suite's name, or the path of a file
 * @param overrides values that replace the suite's, by parameter
 * @param only values of the rows to measure, by parameter; see {@link RowFilter}
 * @param forks replaces the suite's number; null for the suite's own
 * @param jmh what JMH is told beside that
 * @param shard the share of the rows to measure; null for all of them
 * @param timeLimit forks that are predicted to end after it are left out; null for none
 */
public record SuiteRequest(
    String suite,
    Map<String, List<String>> overrides,
    Map<String, List<String>> only,
    Integer forks,
    JmhSettings jmh,
    Shard shard,
    Duration timeLimit) {

  /**
   * Measures the rows, keeps their results in a run directory and shows them.
   *
   * @param scale axes of the charts
   * @return the exit code
   * @throws InputException before anything is measured or written, for what cannot be run
   */
  public int measure(Invocation invocation, Scale scale) {
    Suite read = read();
    Sweep sweep = sweep(read);
    List<PlannedRow> rows = sweep.rows(part().number());
    if (rows.isEmpty()) {
      System.out.println(nothingToDo(sweep));
      return 0;
    }
    String command = invocation.without("--shard").without("--output").command();
    Optional<ShardPlan> plan =
        Optional.ofNullable(shard).map(own -> sweep.plan(own.number(), command));
    try (Session session = Session.measuring(invocation)) {
      Run run =
          session.begin(
              read.name() + (shard == null ? "" : "-shard-" + shard.number() + "-of-" + shard.of()),
              SuiteFacts.of(read, this, rows, plan));
      plan.ifPresent(own -> own.write(run.directory()));
      session.onStop(() -> stopMessage(run));
      System.out.println(banner(read, rows));
      if (shard != null) {
        System.out.printf(
            "shard %d of %d: %d of %d rows%n",
            shard.number(), shard.of(), rows.size(), sweep.size());
      }
      System.out.printf("results in %s%n", run.path());
      session.warnIfBusy();
      noteRandomWeights(rows);
      System.out.println();
      try {
        new InterleavedForks(
                "",
                PlannedRow.labels(rows),
                List.of(side(rows, run)),
                new TimeBudget(timeLimit),
                session)
            .measure();
        run.end();
      } catch (InputException e) { // a disk that is full, say
        throw hasResults(run)
            ? new InputException(
                e.getMessage() + "; what was measured before is in " + run.path(), e)
            : e;
      }
      if (hasResults(run)) {
        session.showResults(() -> RunReport.print(Source.read(run.path()), scale, false));
      }
      return session.exitCode();
    }
  }

  private Side side(List<PlannedRow> rows, Run run) {
    return new Side(
        "", rows, run, (row, timeout, result) -> JmhFork.run(row, jmh, run, timeout, result));
  }

  /**
   * Prints the rows that would be measured, one a line, for programs too.
   *
   * @throws InputException for what cannot be run
   */
  public void list() {
    Suite read = read();
    Sweep sweep = sweep(read);
    List<PlannedRow> rows = sweep.rows(part().number());
    if (rows.isEmpty()) {
      System.err.println(nothingToDo(sweep));
      return;
    }
    rows.forEach(row -> System.out.println(row.line()));
    System.err.println(banner(read, rows));
  }

  /**
   * What is measured, and how long that takes: what the suite says of it is right of the suite as
   * it is.
   */
  String banner(Suite read, List<PlannedRow> rows) {
    boolean whole =
        overrides.isEmpty()
            && only.isEmpty()
            && forks == null
            && shard == null
            && timeLimit == null
            && jmh.facts().isEmpty();
    return String.format(
        "%s: %s (%s)",
        read.name(),
        whole ? read.description() : "in part or changed",
        read.time().filter(time -> whole).orElseGet(() -> TimeBudget.words(rows, timeLimit)));
  }

  private Suite read() {
    return jmh.of(SuiteFile.load(suite));
  }

  private Sweep sweep(Suite read) {
    Libtorch.start(); // only it knows what auto is
    return new Sweep(read, overrides, only, forks, part().of());
  }

  /** The share of the rows, which may be all of them. */
  Shard part() {
    return shard == null ? new Shard(1, 1) : shard;
  }

  private String nothingToDo(Sweep sweep) {
    return String.format(
        "shard %d of %d has no rows, and there is nothing to do: rows that are compared stay"
            + " together, and those of %s make %s; merge knows",
        shard.number(), shard.of(), suite, Numbers.of(sweep.groups(), "group"));
  }

  /** Says of models that are measured with random weights why, and what to do about it. */
  private static void noteRandomWeights(List<PlannedRow> rows) {
    rows.stream()
        .filter(row -> "random".equals(row.params().get("weights")))
        .map(row -> row.params().get("model"))
        .distinct()
        .flatMap(model -> PretrainedSource.whyRandom(model).stream())
        .forEach(
            why ->
                System.out.printf(
                    "note: random weights, whose tokens mean nothing and take as long: %s%n", why));
  }

  private static boolean hasResults(Run run) {
    return Files.exists(run.directory().jmhJson());
  }

  private static String stopMessage(Run run) {
    return hasResults(run)
        ? "stopped; what was measured is in %s; to see it: %s plot %1$s"
            .formatted(run.path(), Invocation.PROGRAM)
        : "stopped before the first row was measured; " + run.path() + " holds no results";
  }
}
