package dev.kvbench.results.history;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.stats.Estimates;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run, as the history keeps it.
 *
 * @param started when it began
 * @param suite what was measured
 * @param commit the sources' git commit, {@code unknown} where they were built outside of git
 * @param dirty whether they differed from the commit
 * @param machine where it ran
 * @param rows what it measured, in its order
 */
public record HistoryEntry(
    Instant started,
    String suite,
    String commit,
    boolean dirty,
    Machine machine,
    List<HistoryRow> rows) {
  private static final int SHORT_COMMIT = 7;

  public HistoryEntry {
    rows = List.copyOf(rows);
  }

  /** What no two runs have in common: one machine starts a suite once at a time. */
  record Identity(Instant started, String suite, Machine machine) {}

  Identity identity() {
    return new Identity(started, suite, machine);
  }

  /**
   * What a run directory holds.
   *
   * @throws InputException if the run is not finished, holds nothing or a row twice, or does not
   *     say when it began, of which suite it is and which commit it measured
   */
  public static HistoryEntry of(RunDirectory run) {
    Environment environment = run.environment();
    if (!MissingRows.isOver(environment)) {
      throw new InputException(
          run.path()
              + ": this run is still going on, or was stopped; the history takes finished runs");
    }
    return new HistoryEntry(
        started(run, environment),
        fact(run, environment, "suite", "name"),
        fact(run, environment, "build", "git.commit"),
        environment.get("build", "git.dirty").orElse("").equals("true"),
        Machine.of(environment),
        rows(run));
  }

  private static Instant started(RunDirectory run, Environment environment) {
    String started = fact(run, environment, "run", "started");
    try {
      return Instant.parse(started);
    } catch (DateTimeParseException e) {
      throw new InputException(
          "%s: run.started is '%s', not a time; give the run directory of a suite"
              .formatted(run.environmentJson(), started),
          e);
    }
  }

  private static String fact(
      RunDirectory run, Environment environment, String section, String name) {
    return environment
        .get(section, name)
        .orElseThrow(
            () ->
                new InputException(
                    "%s: has no %s.%s; give the run directory of a suite"
                        .formatted(run.environmentJson(), section, name)));
  }

  private static List<HistoryRow> rows(RunDirectory run) {
    List<Row> rows = run.rows();
    if (rows.isEmpty()) {
      throw new InputException(run.jmhJson() + ": holds no rows, so there is nothing to add");
    }
    Set<String> keys = new HashSet<>();
    for (Row row : rows) {
      if (!keys.add(row.key())) {
        throw new InputException(
            run.jmhJson() + ": holds " + row.key() + " twice; keep one of the two");
      }
    }
    return rows.stream().map(HistoryEntry::row).toList();
  }

  private static HistoryRow row(Row row) {
    SortedMap<String, HistoryRow.Figure> metrics = new TreeMap<>();
    row.secondary()
        .forEach(
            (name, metric) -> {
              double value = Estimates.metric(row, name).orElseThrow();
              if (value > 0 && Double.isFinite(value)) {
                metrics.put(name, new HistoryRow.Figure(value, metric.unit()));
              }
            });
    return new HistoryRow(row.key(), row.primary().unit(), Estimates.of(row), metrics);
  }

  /** The commit as git shortens it, with a + where the sources differed from it. */
  public String shortCommit() {
    String begin = commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    return begin + (dirty ? "+" : "");
  }
}
