package dev.kvbench.benchmarks.suite;

import dev.kvbench.plot.Scale;
import dev.kvbench.plot.report.ReportRun;
import dev.kvbench.results.InputException;
import dev.kvbench.results.Measurement;
import dev.kvbench.results.Row;
import dev.kvbench.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Shows a run at the terminal: its tables, what is to be said of it, and its charts. */
public final class RunReport {
  private RunReport() {}

  /** What a report is made of, of a run of benchmarks. */
  public static ReportRun contents(RunDirectory run) {
    List<Row> rows = run.rows();
    return new ReportRun(
        ReportRun.nameOf(run.path()),
        run.environment(),
        rows,
        FittedCrossover.paysFrom(ReportRun.usable(rows)),
        Optional.empty(),
        List.of());
  }

  /**
   * Prints the tables and draws the charts.
   *
   * @throws InputException when the run holds nothing that can be shown
   */
  public static void print(RunDirectory run, Scale scale) {
    List<Row> rows = run.rows();
    boolean generations = !Measurement.of(rows).isEmpty();
    if (generations) {
      System.out.printf("%n%s%n", SpeedupTable.of(rows));
      FittedCrossover.of(rows).forEach(System.out::println);
    }
    LadderTable.of(rows).ifPresent(table -> System.out.printf("%n%s%n", table));
    RowsTable.of(rows).ifPresent(table -> System.out.printf("%n%s%n", table));
    SpeedupTable.doubts(rows).ifPresent(System.out::println);
    if (run.environment().get("run", "state").orElse("").startsWith("running")) {
      System.out.println("note: this run is still going on, or was stopped: rows may be missing");
    }
    Summary.print(contents(run));
    List<Path> charts = RunCharts.draw(run, scale);
    System.out.println();
    charts.forEach(System.out::println);
    if (generations && charts.stream().noneMatch(chart -> chart.endsWith("speedup.png"))) {
      System.out.println("no speed-up chart: it needs both arms at one number of steps");
    }
  }
}
