package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.benchmarks.suite.TimeBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the two sides of a pair in turns, row by row: base and candidate, in the next round
 * candidate and base (A B B A), so that a machine that drifts drifts over both sides alike. A
 * second look begins with the candidate (B A A B): what came and went in step with the first one's
 * rounds then meets the other side.
 */
final class PairRun {
  private final PairSide base;
  private final PairSide candidate;
  private final int rounds;
  private final boolean again;
  private final TimeBudget time;
  private final Session session;
  private final Map<String, String> shared;
  private final Map<Integer, Failure> failed = new LinkedHashMap<>();
  private final Map<Integer, Integer> leftOut = new LinkedHashMap<>();

  /** A row's two forks in a round. */
  private record Turn(int round, int row) {}

  /** Of a row on one side. */
  private record Failure(String side, String reason) {}

  /**
   * A run that is about to start.
   *
   * @param rounds forks of every row on each side
   * @param again whether it is a second look at the rows
   */
  PairRun(
      PairSide base,
      PairSide candidate,
      int rounds,
      boolean again,
      TimeBudget time,
      Session session) {
    this.base = base;
    this.candidate = candidate;
    this.rounds = rounds;
    this.again = again;
    this.time = time;
    this.session = session;
    this.shared = PlannedRow.shared(base.rows());
  }

  /**
   * Measures everything that time allows. A row that fails on a side is not measured any more on
   * either; the others are.
   */
  void measure() {
    List<Turn> rest = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int row = 0; row < base.rows().size(); row++) {
        rest.add(new Turn(round, row));
      }
    }
    while (!rest.isEmpty()) {
      Turn turn = rest.remove(0);
      if (time.allows(forks(List.of(turn)), turn.round() == 0, forks(rest))) {
        measureBoth(turn, rest);
        rest.removeIf(other -> failed.containsKey(other.row()));
      } else {
        leftOut.merge(turn.row(), 1, Integer::sum);
      }
    }
    for (PairSide side : List.of(base, candidate)) {
      failed.forEach(
          (row, failure) ->
              side.run().fail(label(row), "on " + failure.side() + ", " + failure.reason()));
      leftOut.forEach(
          (row, forks) ->
              side.run().leaveOut(label(row), forks + " of " + rounds + " forks a side"));
      side.run().endQuietly();
    }
  }

  /** Whether it is a second look at rows. */
  boolean isAgain() {
    return again;
  }

  /** Rows that failed, and on which side, with the reason; their finished forks are on disk. */
  List<String> failed() {
    return failed.entrySet().stream()
        .map(e -> e.getValue().side() + ", " + label(e.getKey()) + ": " + e.getValue().reason())
        .toList();
  }

  /** Rows that the time limit left out altogether. */
  List<String> unmeasured() {
    return leftOut.entrySet().stream()
        .filter(e -> e.getValue() == rounds)
        .map(e -> label(e.getKey()) + " (no time)")
        .toList();
  }

  /** Rows of which the time limit left out forks, and how many on each side. */
  List<String> leftOut() {
    return leftOut.entrySet().stream()
        .map(e -> e.getValue() + " of " + rounds + " forks a side of " + label(e.getKey()))
        .toList();
  }

  private void measureBoth(Turn turn, List<Turn> rest) {
    String position =
        String.format(
            "%srow %d of %d, fork %d of %d: %s:",
            again ? "again: " : "",
            turn.row() + 1,
            base.rows().size(),
            turn.round() + 1,
            rounds,
            label(turn.row()));
    Progress progress = session.progress();
    List<String> figures = new ArrayList<>();
    List<PlannedRow> ahead = new ArrayList<>(forks(turn));
    ahead.addAll(forks(rest));
    for (PairSide side : order(turn)) {
      PlannedRow row = side.rows().get(turn.row());
      session.awaitEndIfStopping();
      long begin = System.nanoTime();
      progress.now(position + " " + side.name() + " " + time.clock(ahead, begin));
      try {
        figures.add(side.name() + " " + side.fork(row, time.timeoutSeconds(row)));
        time.measured(row, Duration.ofNanos(System.nanoTime() - begin));
        ahead.remove(0);
      } catch (RunnerException e) {
        session.awaitEndIfStoppingAfterFailure();
        failed.put(turn.row(), new Failure(side.name(), e.getMessage()));
        progress.done(position + " " + side.name() + " FAILED");
        return;
      }
    }
    progress.done(
        position + " " + String.join(", ", figures) + " " + time.clock(ahead, System.nanoTime()));
  }

  private List<PairSide> order(Turn turn) {
    return turn.round() % 2 == (again ? 1 : 0)
        ? List.of(base, candidate)
        : List.of(candidate, base);
  }

  private List<PlannedRow> forks(Turn turn) {
    return order(turn).stream().map(side -> side.rows().get(turn.row())).toList();
  }

  private List<PlannedRow> forks(List<Turn> turns) {
    return turns.stream().flatMap(turn -> forks(turn).stream()).toList();
  }

  private String label(int row) {
    return base.rows().get(row).label(shared);
  }
}
