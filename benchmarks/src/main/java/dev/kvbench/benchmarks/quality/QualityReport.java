package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.Summary;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.model.Scale;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualityReader;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows a quality run at the terminal: its tables and its charts. */
public final class QualityReport {
  private QualityReport() {}

  /** Whether the directory is of such a run. */
  public static boolean isOf(Path directory) {
    return Files.isRegularFile(directory.resolve(QualityFile.NAME));
  }

  /** What a report is made of, of a quality run. */
  public static RunData contents(RunDirectory run) {
    return RunData.ofQuality(
        run.path(), run.environment(), QualityReader.read(run.file(QualityFile.NAME)));
  }

  /**
   * Prints the tables and draws the charts.
   *
   * @throws dev.kvbench.results.io.InputException when the run holds nothing that can be shown
   */
  public static void print(RunDirectory run) {
    Quality quality = QualityReader.read(run.file(QualityFile.NAME));
    System.out.printf("%n%s%n", QualityTable.of(quality));
    RunData contents = RunData.ofQuality(run.path(), run.environment(), quality);
    Summary.print(contents);
    RunCharts.draw(contents, Scale.AUTO, run.path(), RunCharts.thenPlot(run.path()))
        .forEach(System.out::println);
  }
}
