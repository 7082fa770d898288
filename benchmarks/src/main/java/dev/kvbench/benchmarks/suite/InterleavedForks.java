package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.results.compare.ExactMetric;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.results.jmh.JmhRows;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures planned rows, fork by fork. All rows get their first fork, then all their second in the
 * opposite order, and so on; of two sides each measures a fork of the row in turn, and the other
 * one begins in the next round (A B B A). A machine that drifts then drifts over all that is
 * compared much alike.
 */
public final class InterleavedForks {
  /** Measures one fork of a row. */
  @FunctionalInterface
  public interface ForkRunner {
    /**
     * Runs the fork to its end.
     *
     * @param timeoutSeconds longest time of an iteration
     * @param result file that JMH's JSON goes into
     * @throws RunnerException with the reason, when there is no result
     */
    void run(PlannedRow row, long timeoutSeconds, Path result) throws RunnerException;
  }

  /** Rows that are measured in one way, and the run that keeps their results. */
  public static final class Side {
    private final String name;
    private final List<PlannedRow> rows;
    private final Run run;
    private final ForkRunner runner;
    private final Map<PlannedRow, Map<String, Double>> exact = new HashMap<>();
    private JmhRows measured = JmhRows.none();

    /**
     * A side without results yet.
     *
     * @param name for people; empty where there is no other
     * @param rows in the order of the other side's
     */
    public Side(String name, List<PlannedRow> rows, Run run, ForkRunner runner) {
      this.name = name;
      this.rows = rows;
      this.run = run;
      this.runner = runner;
    }

    public Run run() {
      return run;
    }

    /** Measures a fork, puts all that is measured on disk, and says the fork's figure. */
    private String fork(PlannedRow row, long timeoutSeconds) throws RunnerException {
      try {
        Path result = TemporaryFile.create("kvbench-fork", ".json");
        try {
          runner.run(row, timeoutSeconds, result);
          String figure = checkedFigure(row, result); // first: a bad fork must not be pooled
          measured = measured.pooled(JmhRows.read(result));
          run.directory().write("jmh.json", measured.toJson());
          return figure;
        } finally {
          Files.deleteIfExists(result);
        }
      } catch (IOException e) {
        throw new InputException("a file for a fork's result: " + IoReason.of(e), e);
      }
    }

    private String checkedFigure(PlannedRow row, Path result) throws RunnerException {
      try {
        List<Row> rows = JmhJson.read(result);
        if (rows.size() != 1) {
          throw new RunnerException("gave " + rows.size() + " rows instead of 1");
        }
        Row fork = rows.get(0);
        refuseOther(row, fork);
        return Numbers.digits(Estimates.of(fork).value())
            + " "
            + fork.primary().unit().replace("/op", "");
      } catch (InputException e) {
        throw new RunnerException(e.getMessage(), e);
      }
    }

    /** What the same code always gives, all forks of a row must: tokens, exactness, calls. */
    private void refuseOther(PlannedRow row, Row fork) throws RunnerException {
      for (String name : ExactMetric.DEFAULTS.keySet()) {
        OptionalDouble value = fork.metric(name);
        if (value.isEmpty()) {
          continue;
        }
        double before =
            exact
                .computeIfAbsent(row, any -> new HashMap<>())
                .computeIfAbsent(name, any -> value.getAsDouble());
        if (Double.compare(before, value.getAsDouble()) != 0) {
          throw new RunnerException(
              String.format(
                  "this fork does not compute what those before did: its %s is %s, theirs %s",
                  name, Numbers.full(value.getAsDouble()), Numbers.full(before)));
        }
      }
    }
  }

  /** A row's forks in a round, one a side. */
  private record RowRound(int round, int row) {}

  private final String prefix;
  private final List<String> labels;
  private final List<Side> sides;
  private final TimeBudget time;
  private final Session session;
  private final Map<Integer, Integer> measured = new HashMap<>();
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
   * others are. What is missing is recorded in the runs.
   */
  public void measure() {
    List<RowRound> rest = turns();
    while (!rest.isEmpty()) {
      RowRound turn = rest.remove(0);
      boolean first = !measured.containsKey(turn.row);
      if (!time.allows(forks(turn), first, forks(rest))) {
        leftOut.merge(turn.row, 1, Integer::sum);
      } else if (measure(turn, rest)) {
        measured.merge(turn.row, 1, Integer::sum);
      } else {
        rest.removeIf(other -> other.row == turn.row);
      }
    }
    leftOut.forEach(
        (row, forks) -> {
          String words =
              forks + " of " + row(row).forks() + (isPair() ? " forks a side" : " forks");
          sides.forEach(side -> side.run.leaveOut(labels.get(row), words));
        });
  }

  /** Rows that the time limit left out altogether. */
  public List<String> unmeasured() {
    return leftOut.keySet().stream()
        .filter(row -> !measured.containsKey(row))
        .map(labels::get)
        .toList();
  }

  private List<RowRound> turns() {
    List<RowRound> turns = new ArrayList<>();
    int rounds = sides.get(0).rows.stream().mapToInt(PlannedRow::forks).max().orElse(0);
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

  private boolean measure(RowRound turn, List<RowRound> rest) {
    String label = labels.get(turn.row);
    String position =
        String.format(
            "%srow %d of %d, fork %d of %d: %s%s ",
            prefix,
            turn.row + 1,
            labels.size(),
            turn.round + 1,
            row(turn.row).forks(),
            label,
            isPair() ? ":" : "");
    Progress progress = session.progress();
    List<PlannedRow> ahead = new ArrayList<>(forks(turn));
    ahead.addAll(forks(rest));
    List<String> figures = new ArrayList<>();
    for (Side side : order(turn)) {
      PlannedRow row = side.rows.get(turn.row);
      String name = isPair() ? side.name + " " : "";
      session.blockIfStopping(false);
      long begin = System.nanoTime();
      progress.now(position + name + time.clock(ahead, begin));
      try {
        figures.add(name + side.fork(row, time.timeoutSeconds(row)));
        time.measured(row, Duration.ofNanos(System.nanoTime() - begin));
        ahead.remove(0);
      } catch (RunnerException e) {
        session.blockIfStopping(true);
        String reason = isPair() ? "on " + side.name + ", " + e.getMessage() : e.getMessage();
        sides.forEach(both -> both.run.fail(label, reason));
        progress.done(position + "FAILED: " + reason);
        return false;
      }
    }
    progress.done(
        position + String.join(", ", figures) + " " + time.clock(ahead, System.nanoTime()));
    return true;
  }

  private boolean isPair() {
    return sides.size() > 1;
  }

  private PlannedRow row(int number) {
    return sides.get(0).rows.get(number);
  }

  private List<Side> order(RowRound turn) {
    List<Side> order = new ArrayList<>(sides);
    if (turn.round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private List<PlannedRow> forks(RowRound turn) {
    return order(turn).stream().map(side -> side.rows.get(turn.row)).toList();
  }

  private List<PlannedRow> forks(List<RowRound> turns) {
    return turns.stream().flatMap(turn -> forks(turn).stream()).toList();
  }
}
