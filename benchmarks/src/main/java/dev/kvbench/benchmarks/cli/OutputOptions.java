package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.session.Invocation;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where run directories are made, for the commands that make one. */
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "results/local",
      description = "where the run directory is made (default: ${DEFAULT-VALUE})")
  private Path output;

  Path folder() {
    return output;
  }

  /** How the command was called. */
  Invocation invocation() {
    return new Invocation(
        command.commandLine().getParseResult().originalArgs(),
        output,
        CommandLine.Help.Ansi.AUTO.enabled());
  }
}
