package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.quality.QualityReport;
import dev.kvbench.benchmarks.show.RunReport;
import dev.kvbench.benchmarks.training.TrainingReport;
import dev.kvbench.plot.export.ExportFormat;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the charts of runs that were measured before. */
@Command(
    name = "plot",
    description =
        "Prints the tables of run directories and draws their charts, into them. Of a bare file"
            + " that JMH wrote (-rf json) the charts go into a folder beside it.",
    mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories, or JMH's JSON")
  private List<Path> runs;

  @Option(
      names = "--scale",
      defaultValue = "auto",
      description = "axes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scale scale;

  @Option(
      names = "--format",
      description =
          "print the figures of benchmarks instead, and draw nothing: csv, markdown, json, bmf"
              + " (Bencher) or custom (github-action-benchmark, smaller is better)")
  private ExportFormat format;

  @Override
  public Integer call() {
    if (format != null) {
      RunReport.export(runs.stream().map(Source::read).toList(), format);
      return 0;
    }
    for (Path run : runs) {
      if (QualityReport.isOf(run)) {
        QualityReport.print(run);
      } else if (TrainingReport.isOf(run)) {
        TrainingReport.print(run);
      } else {
        RunReport.print(Source.read(run), scale, true);
      }
    }
    return 0;
  }
}
