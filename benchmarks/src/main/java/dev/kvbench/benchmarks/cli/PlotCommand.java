package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.suite.RunCharts;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the charts of runs that were measured before. */
@Command(
    name = "plot",
    description = "Draws the charts of run directories, into them.",
    mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories")
  private List<Path> runs;

  @Option(
      names = "--scale",
      defaultValue = "auto",
      description = "axes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scale scale;

  @Override
  public Integer call() {
    for (Path run : runs) {
      RunCharts.draw(RunDirectory.open(run), scale).forEach(System.out::println);
    }
    return 0;
  }
}
