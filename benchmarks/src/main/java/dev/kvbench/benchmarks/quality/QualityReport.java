package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.Summary;
import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.QualityCharts;
import dev.kvbench.plot.report.ReportRun;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualityReader;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Shows a quality run at the terminal: its tables and its charts. */
public final class QualityReport {
  private QualityReport() {}

  /** Whether the directory is of such a run. */
  public static boolean isOf(Path directory) {
    return Files.isRegularFile(directory.resolve(QualityFile.NAME));
  }

  /** What a report is made of, of a quality run. */
  public static ReportRun contents(RunDirectory run) {
    return new ReportRun(
        ReportRun.nameOf(run.path()),
        run.environment(),
        List.of(),
        List.of(),
        Optional.of(QualityReader.read(run.file(QualityFile.NAME))),
        List.of());
  }

  /**
   * Prints the tables and draws the charts.
   *
   * @throws dev.kvbench.results.io.InputException when the run holds nothing that can be shown
   */
  public static void print(RunDirectory run) {
    Quality quality = QualityReader.read(run.file(QualityFile.NAME));
    System.out.printf("%n%s%n", QualityTable.of(quality));
    Environment environment = run.environment();
    Summary.print(contents(run));
    ChartContext context = RunCharts.context(environment);
    String text = environment.get("corpus", "label").orElse("unknown");
    RunCharts.drawn(
            RunCharts.thenPlot(run.path()),
            () -> QualityCharts.draw(quality, text, context, run.path()))
        .forEach(System.out::println);
  }
}
