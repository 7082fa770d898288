package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.Merge;
import dev.kvbench.results.RunDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins the shards of a sweep. */
@Command(
    name = "merge",
    description = "Joins runs of different rows, of one code and environment, into one run.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories")
  private List<Path> runs;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "results/local",
      description = "where the run directory is made (default: ${DEFAULT-VALUE})")
  private Path output;

  @Override
  public Integer call() {
    RunDirectory merged =
        Merge.of(runs.stream().map(RunDirectory::open).toList(), output, Instant.now());
    System.out.printf(
        "%d rows of %d runs in %s%n", merged.rows().size(), runs.size(), merged.path());
    return 0;
  }
}
