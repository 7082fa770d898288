package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.session.Run;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/** Rows that are measured in one way, and the run that keeps their results. */
public final class Side {
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

  /** What a fork gave. */
  record Fork(JmhRows result, String figure, Disturbance disturbance) {}

  private final String name;
  private final List<PlannedRow> rows;
  private final Run run;
  private final ForkRunner runner;
  private final Map<PlannedRow, Map<String, Double>> exact = new HashMap<>();
  private final Map<PlannedRow, SortedMap<Integer, JmhRows>> forks = new LinkedHashMap<>();
  private final Map<PlannedRow, JmhRows> measured = new LinkedHashMap<>();

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

  String name() {
    return name;
  }

  /** The row of that number. */
  PlannedRow row(int number) {
    return rows.get(number);
  }

  /**
   * Measures a fork.
   *
   * @throws RunnerException with the reason, when its result is none that counts
   */
  Fork measure(PlannedRow row, long timeoutSeconds) throws RunnerException {
    try {
      Path result = TemporaryFile.create("kvbench-fork", ".json");
      try {
        runner.run(row, timeoutSeconds, result);
        return checked(row, result);
      } finally {
        Files.deleteIfExists(result);
      }
    } catch (IOException e) {
      throw new InputException("a file for a fork's result: " + IoReason.of(e), e);
    }
  }

  private Fork checked(PlannedRow row, Path result) throws RunnerException {
    try {
      List<Row> rows = JmhJson.read(result);
      if (rows.size() != 1) {
        throw new RunnerException("gave " + rows.size() + " rows instead of 1");
      }
      Row fork = rows.get(0);
      refuseOther(row, fork);
      String figure =
          Numbers.digits(Estimates.of(fork).value())
              + " "
              + fork.primary().unit().replace("/op", "");
      return new Fork(JmhRows.read(result), figure, Disturbance.of(fork));
    } catch (InputException e) {
      throw new RunnerException(e.getMessage(), e);
    }
  }

  /** Takes a fork for that of its row's round, and puts all that is measured on disk. */
  void keep(int number, int round, Fork fork) {
    PlannedRow row = rows.get(number);
    SortedMap<Integer, JmhRows> own = forks.computeIfAbsent(row, any -> new TreeMap<>());
    own.put(round, fork.result);
    measured.put(row, pooled(own.values()));
    run.directory().write("jmh.json", pooled(measured.values()).toJson());
  }

  private static JmhRows pooled(Collection<JmhRows> all) {
    return all.stream().reduce(JmhRows.none(), JmhRows::pooled);
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
            "this fork does not compute what those before did: its %s is %s, theirs %s"
                .formatted(name, Numbers.full(value.getAsDouble()), Numbers.full(before)));
      }
    }
  }
}
