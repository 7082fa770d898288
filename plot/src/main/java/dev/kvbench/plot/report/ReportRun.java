package dev.kvbench.plot.report;

import dev.kvbench.plot.LossChart;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.stats.Estimates;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a report is made of: one run.
 *
 * @param name the run directory's
 * @param environment where the results come from
 * @param rows what was measured; none of a run of another kind
 * @param crossovers fitted to the rows, where there are lengths enough
 * @param quality what a quality run found
 * @param losses of a training, by rising step
 */
public record ReportRun(
    String name,
    Environment environment,
    List<Row> rows,
    List<PaysFrom> crossovers,
    Optional<Quality> quality,
    List<LossChart.Point> losses) {
  /** Keeps copies. */
  public ReportRun {
    rows = List.copyOf(rows);
    crossovers = List.copyOf(crossovers);
    losses = List.copyOf(losses);
  }

  /** The same run by another name. */
  public ReportRun named(String other) {
    return new ReportRun(other, environment, rows, crossovers, quality, losses);
  }

  /** What a run in this directory is called. */
  public static String nameOf(Path directory) {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }

  /** The rows that hold a figure, without those of their secondary metrics that are no numbers. */
  public List<Row> usable() {
    return usable(rows);
  }

  /** Those of some rows. */
  public static List<Row> usable(List<Row> rows) {
    return rows.stream().filter(row -> fault(row).isEmpty()).map(ReportRun::finite).toList();
  }

  /** The rows that hold no figure, and why. */
  Map<Row, String> unusable() {
    Map<Row, String> faults = new LinkedHashMap<>();
    rows.forEach(row -> fault(row).ifPresent(fault -> faults.put(row, fault)));
    return faults;
  }

  private static Optional<String> fault(Row row) {
    try {
      Estimates.of(row);
      return Optional.empty();
    } catch (InputException fault) {
      return Optional.of(fault.getMessage());
    }
  }

  private static Row finite(Row row) {
    SortedMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    secondary.values().removeIf(metric -> !Double.isFinite(metric.score()));
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        row.primary(),
        secondary);
  }
}
