package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.session.Farewell;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.show.Figures;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final PrintStream log;
  private final Progress progress;
  private final TimeBudget time;
  private final MeasuredRows measured;
  private final Map<String, String> shared;
  private final Farewell farewell;
  private final Map<PlannedRow, String> failed = new LinkedHashMap<>();
  private final Map<PlannedRow, Integer> leftOut = new LinkedHashMap<>();
  private final Map<PlannedRow, Double> tokenHashes = new HashMap<>();

  /**
   * A run that is about to start.
   *
   * @param timeLimit forks that are predicted to end after it are left out; null for none
   * @param farewell keeps forks that are stopped from being taken for failed ones
   */
  SuiteRun(
      List<PlannedRow> rows,
      RunDirectory run,
      PrintStream log,
      Progress progress,
      Duration timeLimit,
      Farewell farewell) {
    this.rows = rows;
    this.farewell = farewell;
    this.log = log;
    this.progress = progress;
    this.time = new TimeBudget(timeLimit);
    this.measured = new MeasuredRows(run, rows);
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
        rest.removeIf(failed::containsKey);
      }
    }
  }

  /** Rows that failed, with the reason; their finished forks are on disk all the same. */
  Map<PlannedRow, String> failed() {
    return failed;
  }

  /** Rows of which the time limit left out so many forks. */
  Map<PlannedRow, Integer> leftOut() {
    return leftOut;
  }

  /** Both, as the run's environment keeps them. */
  MissingRows missing() {
    MissingRows missing = MissingRows.none();
    for (Map.Entry<PlannedRow, Integer> left : leftOut.entrySet()) {
      PlannedRow row = left.getKey();
      missing = missing.withLeftOut(label(row), left.getValue() + " of " + row.forks() + " forks");
    }
    for (Map.Entry<PlannedRow, String> row : failed.entrySet()) {
      missing = missing.withFailed(label(row.getKey()), row.getValue());
    }
    return missing;
  }

  /** A row in few words. */
  String label(PlannedRow row) {
    return row.label(shared);
  }

  private void fork(PlannedRow row, List<PlannedRow> rest) {
    String position =
        String.format(
            "row %d of %d, fork %d of %d: %s",
            rows.indexOf(row) + 1, rows.size(), measured.forks(row) + 1, row.forks(), label(row));
    farewell.standStillIfStopped();
    long begin = System.nanoTime();
    progress.now(position + " " + time.clock(rest, begin));
    try {
      BenchmarkResult result =
          JmhFork.run(
              row,
              log,
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
      farewell.standStillIfStoppedWithFork();
      failed.put(row, JmhFork.reason(e));
      progress.done(position + " FAILED: " + failed.get(row));
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
