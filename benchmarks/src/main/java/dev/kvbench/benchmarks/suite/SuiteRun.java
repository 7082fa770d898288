package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.show.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures planned rows, fork by fork. All rows get their first fork, then all their second in the
 * opposite order, and so on, and comparable rows are neighbours: a machine that drifts drifts over
 * both sides of a ratio much alike.
 */
final class SuiteRun {
  private final List<PlannedRow> rows;
  private final Session session;
  private final Run run;
  private final TimeBudget time;
  private final MeasuredRows measured;
  private final Map<String, String> shared;
  private final Set<PlannedRow> failed = new HashSet<>();
  private final Map<PlannedRow, Integer> leftOut = new LinkedHashMap<>();
  private final Map<PlannedRow, Double> tokenHashes = new HashMap<>();

  /**
   * A run that is about to start.
   *
   * @param timeLimit forks that are predicted to end after it are left out; null for none
   */
  SuiteRun(List<PlannedRow> rows, Session session, Run run, Duration timeLimit) {
    this.rows = rows;
    this.session = session;
    this.run = run;
    this.time = new TimeBudget(timeLimit);
    this.measured = new MeasuredRows(run.directory(), rows);
    this.shared = PlannedRow.shared(rows);
  }

  /**
   * Measures everything that time allows; a failing row does not keep others from being measured.
   */
  void measure() {
    List<PlannedRow> rest = new ArrayList<>();
    int rounds = rows.stream().mapToInt(PlannedRow::forks).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      List<PlannedRow> ordered = new ArrayList<>();
      for (PlannedRow row : rows) {
        if (round < row.forks()) {
          ordered.add(row);
        }
      }
      if (round % 2 == 1) {
        Collections.reverse(ordered);
      }
      rest.addAll(ordered);
    }
    while (!rest.isEmpty()) {
      PlannedRow row = rest.get(0);
      boolean first = measured.forks(row) == 0;
      if (!time.allows(List.of(row), first, rest.subList(1, rest.size()))) {
        leftOut.merge(row, 1, Integer::sum);
        rest.remove(0);
      } else {
        fork(row, rest);
        rest.remove(0);
        rest.removeIf(failed::contains);
      }
    }
    leftOut.forEach(
        (row, forks) -> run.leaveOut(row.label(shared), forks + " of " + row.forks() + " forks"));
  }

  private void fork(PlannedRow row, List<PlannedRow> rest) {
    String position =
        String.format(
            "row %d of %d, fork %d of %d: %s",
            rows.indexOf(row) + 1,
            rows.size(),
            measured.forks(row) + 1,
            row.forks(),
            row.label(shared));
    session.awaitEndIfStopping();
    Progress progress = session.progress();
    long begin = System.nanoTime();
    progress.now(position + " " + time.clock(rest, begin));
    try {
      BenchmarkResult result =
          JmhFork.run(
              row,
              run.log(),
              time.timeoutSeconds(row),
              score ->
                  progress.now(
                      position + " " + Figures.threeDigits(score) + " " + time.clock(rest, begin)));
      time.measured(row, Duration.ofNanos(System.nanoTime() - begin));
      refuseOtherTokens(row, result);
      measured.add(row, result);
      String figure =
          Figures.threeDigits(result.getPrimaryResult().getStatistics().getPercentile(50))
              + " "
              + result.getPrimaryResult().getScoreUnit().replace("/op", "");
      List<PlannedRow> next = rest.subList(1, rest.size());
      progress.done(position + " " + figure + " " + time.clock(next, System.nanoTime()));
    } catch (RunnerException e) {
      session.awaitEndIfStoppingAfterFailure();
      failed.add(row);
      run.fail(row.label(shared), JmhFork.reason(e));
      progress.done(position + " FAILED: " + JmhFork.reason(e));
    }
  }

  /** Every fork checks its own generations against each other; this checks fork against fork. */
  private void refuseOtherTokens(PlannedRow row, BenchmarkResult result) throws RunnerException {
    Result<?> hash = result.getSecondaryResults().get("tokenHash");
    if (hash != null) {
      double first = tokenHashes.computeIfAbsent(row, any -> hash.getScore());
      if (first != hash.getScore()) {
        throw new RunnerException("this fork generated other tokens than the ones before");
      }
    }
  }
}
