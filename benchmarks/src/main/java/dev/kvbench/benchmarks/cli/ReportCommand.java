package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.quality.QualityReport;
import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.RunReport;
import dev.kvbench.benchmarks.training.TrainingReport;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.report.ReportPage;
import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts runs on one page. */
@Command(
    name = "report",
    description =
        "Writes what runs say, with charts, tables and environment, into one HTML file that needs"
            + " nothing but a browser. Runs of several machines stand side by side, without a"
            + " verdict on code: that is for compare and pair.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private static final String FILE = "report.html";

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "run directories of any kind, or JMH's JSON")
  private List<Path> runs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "the file to write (default: "
              + FILE
              + ", in the run directory where one is given, in the"
              + " current folder otherwise)")
  private Path output;

  @Override
  public Integer call() {
    List<RunData> read = runs.stream().map(ReportCommand::read).toList();
    boolean inRun = runs.size() == 1 && Files.isDirectory(runs.get(0));
    Path file = output != null ? output : inRun ? runs.get(0).resolve(FILE) : Path.of(FILE);
    if (Files.isDirectory(file)) {
      throw new InputException(
          file + " is a folder; give -o the file to write, such as " + file.resolve(FILE));
    }
    String page = ReportPage.of(distinct(read));
    AtomicFile.write(file, page.getBytes(StandardCharsets.UTF_8));
    read.forEach(RunCharts::printHeadline);
    System.out.printf("%n%s%n", file);
    return 0;
  }

  private static RunData read(Path directory) {
    if (QualityReport.isOf(directory)) {
      return QualityReport.contents(directory);
    }
    if (TrainingReport.isOf(directory)) {
      return TrainingReport.contents(directory);
    }
    return RunReport.contents(Source.read(directory));
  }

  /** Runs of one name, from different folders, are told apart by a number. */
  private static List<RunData> distinct(List<RunData> runs) {
    List<RunData> named = new ArrayList<>();
    for (RunData run : runs) {
      long same = named.stream().filter(other -> other.name().startsWith(run.name())).count();
      boolean taken = named.stream().anyMatch(other -> other.name().equals(run.name()));
      named.add(taken ? run.named(run.name() + " (" + (same + 1) + ")") : run);
    }
    return named;
  }
}
