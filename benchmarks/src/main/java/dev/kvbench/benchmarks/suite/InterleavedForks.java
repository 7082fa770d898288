package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.results.run.DisturbedForks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures planned rows, fork by fork. All rows get their first fork, then all their second in the
 * opposite order, and so on; of two sides each measures a fork of the row in turn, and the other
 * one begins in the next round (A B B A). A machine that drifts then drifts over all that is
 * compared much alike.
 */
public final class InterleavedForks {
  private static final String FIRST_COUNTS = "the first one counts";

  /** A row's forks in a round, one a side. */
  private record RowRound(int round, int row) {}

  private final String prefix;
  private final List<String> labels;
  private final List<Side> sides;
  private final TimeBudget time;
  private final Session session;
  private final Map<RowRound, Disturbance> measured = new LinkedHashMap<>();
  private final Set<Integer> failed = new HashSet<>();
  private final Map<String, String> disturbed = new LinkedHashMap<>();
  private int again;
  private int inVain;
  private final Map<Integer, Integer> leftOut = new LinkedHashMap<>();

  /**
   * A measurement that is about to start.
   *
   * @param prefix of progress lines
   * @param labels of the rows, in few words
   * @param sides one or two, in the order of the first round
   */
  public InterleavedForks(
      String prefix, List<String> labels, List<Side> sides, TimeBudget time, Session session) {
    this.prefix = prefix;
    this.labels = labels;
    this.sides = sides;
    this.time = time;
    this.session = session;
  }

  /**
   * Measures everything that time allows. A row that fails on a side is not measured any more; the
   * others are. What is missing is recorded in the runs, and so are forks that were disturbed. A
   * repeat that fails leaves the first fork, and the row, as they were.
   */
  public void measure() {
    List<RowRound> rest = turns();
    while (!rest.isEmpty()) {
      RowRound turn = rest.remove(0);
      if (!time.allows(forks(turn), !isMeasured(turn.row), forks(rest))) {
        leftOut.merge(turn.row, 1, Integer::sum);
      } else {
        measure(turn, rest);
      }
    }
    leftOut.forEach(
        (row, forks) -> {
          String words =
              forks + " of " + row(row).forks() + (isPair() ? " forks a side" : " forks");
          sides.forEach(side -> side.run().leaveOut(labels.get(row), words));
        });
    measureAgain();
  }

  /** Measures the most disturbed forks again, by {@link Disturbance#RULE}. */
  private void measureAgain() {
    List<RowRound> rest = new ArrayList<>(Disturbance.worst(measured));
    rest.removeIf(turn -> failed.contains(turn.row));
    while (!rest.isEmpty() && inVain < Disturbance.IN_VAIN) {
      RowRound turn = rest.remove(0);
      if (time.allows(forks(turn), false, List.of())) {
        measure(turn, rest);
      }
    }
  }

  /** Facts of the disturbed forks, for the runs of all sides. */
  private Map<String, String> disturbance() {
    DoubleSummaryStatistics left =
        measured.values().stream()
            .filter(Disturbance::isTooMuch)
            .mapToDouble(Disturbance::cores)
            .summaryStatistics();
    DisturbedForks forks =
        new DisturbedForks(
            isPair() ? "pairs of forks" : "forks",
            measured.size(),
            again,
            left.getCount(),
            left.getSum(),
            measured.values().stream().filter(one -> !one.isKnown()).count());
    Map<String, String> facts = new LinkedHashMap<>(Map.of("rule", Disturbance.RULE));
    facts.putAll(forks.facts());
    facts.putAll(disturbed);
    return facts;
  }

  /** Rows that the time limit left out altogether. */
  public List<String> unmeasured() {
    return leftOut.keySet().stream().filter(row -> !isMeasured(row)).map(labels::get).toList();
  }

  private boolean isMeasured(int row) {
    return measured.keySet().stream().anyMatch(turn -> turn.row == row);
  }

  private List<RowRound> turns() {
    List<RowRound> turns = new ArrayList<>();
    int rounds = IntStream.range(0, labels.size()).map(row -> row(row).forks()).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      List<RowRound> ordered = new ArrayList<>();
      for (int row = 0; row < labels.size(); row++) {
        if (round < row(row).forks()) {
          ordered.add(new RowRound(round, row));
        }
      }
      if (round % 2 == 1) {
        Collections.reverse(ordered);
      }
      turns.addAll(ordered);
    }
    return turns;
  }

  /** Measures a turn's forks; where that fails, no more of the row is left in the rest. */
  private void measure(RowRound turn, List<RowRound> rest) {
    String label = labels.get(turn.row);
    String position =
        String.format(
            "%s%srow %d of %d, fork %d of %d: %s%s ",
            prefix,
            measured.containsKey(turn) ? "disturbed, again: " : "",
            turn.row + 1,
            labels.size(),
            turn.round + 1,
            row(turn.row).forks(),
            label,
            isPair() ? ":" : "");
    Progress progress = session.progress();
    List<PlannedRow> ahead = new ArrayList<>(forks(turn));
    ahead.addAll(forks(rest));
    Map<Side, Side.Fork> forks = new LinkedHashMap<>();
    List<String> figures = new ArrayList<>();
    for (Side side : order(turn)) {
      PlannedRow row = side.row(turn.row);
      String name = isPair() ? side.name() + " " : "";
      session.blockIfStopping(false);
      long begin = System.nanoTime();
      progress.now(time.clock(ahead, begin) + " " + position + name);
      try {
        Side.Fork fork = side.measure(row, time.timeoutSeconds(row));
        forks.put(side, fork);
        figures.add(name + fork.figure());
        time.measured(row, Duration.ofNanos(System.nanoTime() - begin));
        ahead.remove(0);
      } catch (RunnerException e) {
        session.blockIfStopping(true);
        String reason = isPair() ? "on " + side.name() + ", " + e.getMessage() : e.getMessage();
        if (measured.containsKey(turn)) { // nobody needs the second time
          again++;
          inVain++;
          note(turn, label, List.of("failed: " + reason, FIRST_COUNTS));
          progress.done(position + "FAILED: " + reason + ", " + FIRST_COUNTS);
          return;
        }
        sides.forEach(both -> both.run().fail(label, reason));
        progress.done(position + "FAILED: " + reason);
        failed.add(turn.row);
        rest.removeIf(other -> other.row == turn.row);
        return;
      }
    }
    figures.addAll(take(turn, forks, label));
    progress.done(
        position + String.join(", ", figures) + " " + time.clock(ahead, System.nanoTime()));
  }

  /** Keeps forks, of a second time only if they are to count; what there is to say of it. */
  private List<String> take(RowRound turn, Map<Side, Side.Fork> forks, String label) {
    Disturbance now =
        forks.values().stream().map(Side.Fork::disturbance).reduce(Disturbance::and).orElseThrow();
    Disturbance before = measured.get(turn);
    boolean counts = before == null || now.isBetterThan(before);
    if (counts) {
      measured.put(turn, now);
      forks.forEach((side, fork) -> side.keep(turn.row, turn.round, fork));
    }
    List<String> words = new ArrayList<>();
    if (before != null) {
      again++;
      inVain = counts ? 0 : inVain + 1;
      words.add("others took " + now + " (before: " + before + ")");
      words.add(counts ? "which counts" : FIRST_COUNTS);
    } else if (now.isTooMuch()) {
      words.add("disturbed: others took " + now);
    }
    note(turn, label, words);
    return words;
  }

  /** Keeps what there is to say of a turn, if anything, and how many are disturbed by now. */
  private void note(RowRound turn, String label, List<String> words) {
    if (!words.isEmpty()) {
      disturbed.put(label + ", fork " + (turn.round + 1), String.join(", ", words));
    }
    Map<String, String> facts = disturbance();
    sides.forEach(side -> side.run().add(DisturbedForks.SECTION, facts));
  }

  private boolean isPair() {
    return sides.size() > 1;
  }

  private PlannedRow row(int number) {
    return sides.get(0).row(number);
  }

  private List<Side> order(RowRound turn) {
    List<Side> order = new ArrayList<>(sides);
    if (turn.round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private List<PlannedRow> forks(RowRound turn) {
    return order(turn).stream().map(side -> side.row(turn.row)).toList();
  }

  private List<PlannedRow> forks(List<RowRound> turns) {
    return turns.stream().flatMap(turn -> forks(turn).stream()).toList();
  }
}
