package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.benchmarks.suite.TimeBudget;
import dev.kvbench.results.run.MissingRows;
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
  private final Progress progress;
  private final Map<String, String> shared;
  private final Map<Integer, Failure> failed = new LinkedHashMap<>();
  private final Map<Integer, Integer> leftOut = new LinkedHashMap<>();
  private volatile boolean stopped;

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
      Progress progress) {
    this.base = base;
    this.candidate = candidate;
    this.rounds = rounds;
    this.again = again;
    this.time = time;
    this.progress = progress;
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
    while (!rest.isEmpty() && !stopped) {
      Turn turn = rest.remove(0);
      if (time.allows(forks(List.of(turn)), turn.round() == 0, forks(rest))) {
        measureBoth(turn, rest);
        rest.removeIf(other -> failed.containsKey(other.row()));
      } else {
        leftOut.merge(turn.row(), 1, Integer::sum);
      }
    }
  }

  /** Whether it is a second look at rows. */
  boolean isAgain() {
    return again;
  }

  /** Keeps further forks from being started, when the process is about to end. */
  void stop() {
    stopped = true;
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

  /** Rows that failed or lack forks, as the environment of each side keeps them. */
  MissingRows missing() {
    MissingRows missing = MissingRows.none();
    for (Map.Entry<Integer, Failure> row : failed.entrySet()) {
      Failure failure = row.getValue();
      missing =
          missing.withFailed(label(row.getKey()), "on " + failure.side() + ", " + failure.reason());
    }
    for (Map.Entry<Integer, Integer> left : leftOut.entrySet()) {
      missing =
          missing.withLeftOut(
              label(left.getKey()), left.getValue() + " of " + rounds + " forks a side");
    }
    return missing;
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
    List<String> figures = new ArrayList<>();
    List<PlannedRow> ahead = new ArrayList<>(forks(turn));
    ahead.addAll(forks(rest));
    for (PairSide side : order(turn)) {
      PlannedRow row = side.rows().get(turn.row());
      long begin = System.nanoTime();
      progress.now(position + " " + side.name() + " " + time.clock(ahead, begin));
      try {
        figures.add(side.name() + " " + side.fork(row, time.timeoutSeconds(row)));
        time.measured(row, Duration.ofNanos(System.nanoTime() - begin));
        ahead.remove(0);
      } catch (RunnerException e) {
        if (!stopped) {
          failed.put(turn.row(), new Failure(side.name(), e.getMessage()));
          progress.done(position + " " + side.name() + " FAILED");
        }
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
