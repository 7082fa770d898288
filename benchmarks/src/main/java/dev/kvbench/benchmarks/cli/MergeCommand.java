package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.run.Merge;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins the shards of a sweep. */
@Command(
    name = "merge",
    description = "Joins runs of different rows, of one code and environment, into one run.",
    footer = {
      "",
      "Shards of a suite (suite NAME --shard I/N) have to be all there, each once, and",
      "get the order of the whole suite. Exit codes: 0 done, 2 usage, input or a shard",
      "that is there twice, 3 runs of different machines or code, a shard missing or",
      "not complete, or a row without all of its forks; with --incomplete, 0 for what",
      "is missing, which is named all the same."
    },
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories")
  private List<Path> runs;

  @Mixin private OutputOptions output;

  @Option(
      names = "--incomplete",
      description =
          "join what is there although shards, rows or forks are missing; without all shards the"
              + " run stays a part of one")
  private boolean incomplete;

  @Override
  public Integer call() {
    Merge.Merged merged =
        Merge.of(
            runs.stream().map(RunDirectory::open).toList(),
            output.folder(),
            Instant.now(),
            incomplete);
    System.out.printf(
        "%d rows of %d runs in %s%n", merged.run().rows().size(), runs.size(), merged.run().path());
    merged.gaps().forEach(gap -> System.err.println("kvbench: " + gap));
    return merged.gaps().isEmpty() || incomplete ? 0 : Comparison.INCOMPARABLE;
  }
}
