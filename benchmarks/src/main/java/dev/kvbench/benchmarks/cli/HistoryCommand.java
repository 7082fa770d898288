package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.show.HistoryReport;
import dev.kvbench.results.history.EDivisive;
import dev.kvbench.results.history.History;
import dev.kvbench.results.history.HistoryEntry;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps what runs measured, commit after commit, and finds where it changed. */
@Command(
    name = "history",
    description = "Keeps results over commits and finds where they changed.",
    mixinStandardHelpOptions = true,
    subcommands = {HistoryCommand.Add.class, HistoryCommand.Show.class})
final class HistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "history needs a word more: add RUN, or show");
  }

  /** Where the history is. */
  static final class HistoryFile {
    @Option(
        names = "--file",
        paramLabel = "FILE",
        defaultValue = "results/history.jsonl",
        description = "the history (default: ${DEFAULT-VALUE})")
    private Path path;
  }

  /** Writes a run at the end of the history. */
  @Command(
      name = "add",
      description =
          "Adds a finished run as a line at the end of the history; no line ever changes.",
      mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "run directory of a suite")
    private Path run;

    @Mixin private HistoryFile file;

    @Override
    public Integer call() {
      HistoryEntry entry = HistoryEntry.of(RunDirectory.open(run));
      int line = History.add(file.path, entry);
      System.out.printf(
          "%d rows of %s at %s are line %d of %s%n",
          entry.rows().size(), entry.suite(), entry.shortCommit(), line, file.path);
      return 0;
    }
  }

  /** Looks for changes. */
  @Command(
      name = "show",
      description = "Finds where rows changed, on each machine apart, and draws them over commits.",
      footer = {
        "",
        "Change points are those of E-divisive, with a permutation test; the ratio is of",
        "the medians of the runs after a change and before it."
      },
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private HistoryFile file;

    @Option(
        names = "--row",
        paramLabel = "TEXT",
        description = "rows with this in their key, as .cached or steps=512; several: with all")
    private List<String> rows = new ArrayList<>();

    @Option(
        names = "--metric",
        paramLabel = "NAME",
        description = "a secondary metric instead of the primary one")
    private String metric;

    @Option(
        names = "--machine",
        paramLabel = "TEXT",
        description = "machines with this in their description")
    private String machine;

    @Option(
        names = "--alpha",
        defaultValue = "0.05",
        description = "chance of a false change, for each row (default: ${DEFAULT-VALUE})")
    private double alpha;

    @Option(
        names = "--min-change",
        paramLabel = "PERCENT",
        defaultValue = "5",
        description = "the smallest change to tell (default: ${DEFAULT-VALUE} %%)")
    private double minChange;

    @Option(
        names = "--output",
        paramLabel = "FOLDER",
        defaultValue = "results/local/history",
        description = "where charts are put (default: ${DEFAULT-VALUE})")
    private Path output;

    @Override
    public Integer call() {
      if (!(alpha >= EDivisive.smallestP() && alpha < 1)) {
        throw new InputException(
            "--alpha must be at least " + EDivisive.smallestP() + " and below 1, not " + alpha);
      }
      if (!(minChange >= 0 && minChange < 1000)) {
        throw new InputException(
            "--min-change must be from 0 to under 1000 percent, not " + minChange);
      }
      EDivisive rule = new EDivisive(alpha);
      List<RowHistory> found =
          RowHistory.of(
              History.read(file.path),
              Optional.ofNullable(metric),
              rows,
              Optional.ofNullable(machine),
              rule,
              minChange / 100);
      HistoryReport.print(found, rule, minChange / 100, output);
      return 0;
    }
  }
}
