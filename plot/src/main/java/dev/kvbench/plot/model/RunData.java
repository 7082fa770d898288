package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Heading;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.stats.Estimates;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What charts and reports are made of: what is known of one run, or of rows over many.
 *
 * @param name the run directory's
 * @param environment where the results come from
 * @param rows of benchmarks
 * @param quality what a quality run found
 * @param losses of a training, by rising step
 * @param history of rows over runs
 */
public record RunData(
    String name,
    Environment environment,
    List<Row> rows,
    Optional<Quality> quality,
    List<Loss> losses,
    List<RowHistory> history) {
  /**
   * One evaluation of a training.
   *
   * @param step steps taken before it
   * @param training loss of the batches before it, in nats a token
   * @param heldOut loss of text that is not learnt from
   */
  public record Loss(int step, double training, double heldOut) {}

  /** Keeps copies. */
  public RunData {
    rows = List.copyOf(rows);
    losses = List.copyOf(losses);
    history = List.copyOf(history);
  }

  /** A run of benchmarks. */
  public static RunData of(Path path, Environment environment, List<Row> rows) {
    return new RunData(nameOf(path), environment, rows, Optional.empty(), List.of(), List.of());
  }

  /** A quality run. */
  public static RunData ofQuality(Path path, Environment environment, Quality quality) {
    return new RunData(
        nameOf(path), environment, List.of(), Optional.of(quality), List.of(), List.of());
  }

  /** A training. */
  public static RunData ofLosses(Path path, Environment environment, List<Loss> losses) {
    return new RunData(nameOf(path), environment, List.of(), Optional.empty(), losses, List.of());
  }

  /** Rows over runs, whose environments they hold themselves. */
  public static RunData ofHistory(List<RowHistory> rows) {
    Environment none = Environment.of(new TreeMap<>());
    return new RunData("history", none, List.of(), Optional.empty(), List.of(), rows);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  /** The same run by another name. */
  public RunData named(String other) {
    return new RunData(other, environment, rows, quality, losses, history);
  }

  /** What stands above a chart of some of the rows. */
  Heading heading(String key, String title, List<Row> drawn, List<String> notes) {
    return heading(key, title, drawn, Set.of(), notes);
  }

  /** The same without these parameters, which the chart's axes show. */
  Heading heading(String key, String title, List<Row> drawn, Set<String> axes, List<String> notes) {
    return new Heading(key, title, Subtitle.of(environment, drawn, axes), notes);
  }

  /** The run without rows that hold no figure. */
  public RunData usable() {
    List<Row> usable = rows.stream().filter(row -> fault(row).isEmpty()).toList();
    return new RunData(name, environment, usable, quality, losses, history);
  }

  /** Why rows hold no figure, a sentence for each that does not. */
  public List<String> faults() {
    return rows.stream().flatMap(row -> fault(row).stream()).toList();
  }

  private static Optional<String> fault(Row row) {
    try {
      Estimates.of(row);
      return Optional.empty();
    } catch (InputException fault) {
      return Optional.of(fault.getMessage());
    }
  }
}
