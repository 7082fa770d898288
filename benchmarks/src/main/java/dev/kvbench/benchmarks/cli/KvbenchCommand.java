package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.Torch;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a word: the headline suite of this machine. */
@Command(
    name = "kvbench",
    description = "What does a KV cache buy an autoregressive transformer, on this machine?",
    synopsisHeading = "Usage: java -jar ",
    customSynopsis = {
      "benchmarks.jar                    the headline suite of this machine",
      "       java -jar benchmarks.jar COMMAND ...        see below, and COMMAND --help",
      "       java -jar benchmarks.jar <JMH arguments>    JMH itself; -h lists its options"
    },
    versionProvider = KvbenchCommand.Version.class,
    subcommands = {
      SuiteCommand.class,
      TrainCommand.class,
      GenerateCommand.class,
      QualityCommand.class,
      PlotCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      PairCommand.class,
      CalibrateCommand.class,
      MergeCommand.class,
      HistoryCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
final class KvbenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Not {@code -h}, which is JMH's. */
  @Option(names = "--help", usageHelp = true, description = "show this help message and exit")
  @SuppressWarnings("UnusedVariable") // picocli's to read
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print version information and exit")
  @SuppressWarnings("UnusedVariable")
  private boolean version;

  /** Exit code for usage and input that cannot be used. */
  static final int USAGE = 2;

  /** Exit code for an internal error: not 1, which says that something got slower. */
  static final int INTERNAL_ERROR = 70;

  /** The command line with its rules for mistakes: one line, exit 2, no stack trace. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new KvbenchCommand());
    NamedValues.register(commands);
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine().getErr().println("kvbench: " + oneLine(e.getMessage()));
              return USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof InputException || e instanceof IncomparableException) {
                command.getErr().println("kvbench: " + oneLine(e.getMessage()));
                return e instanceof InputException ? USAGE : Comparison.INCOMPARABLE;
              }
              return internalError(e, command.getErr());
            });
  }

  /** Shows where an internal error comes from, and gives the exit code. */
  static int internalError(Exception e, PrintWriter err) {
    e.printStackTrace(err);
    err.println("kvbench: this is an internal error of kvbench");
    return INTERNAL_ERROR;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public Integer call() {
    Libtorch.start();
    String suite = Torch.cudaWorks() ? "article" : "quick";
    System.out.printf(
        "%s, so the suite is %s; others: suite%n",
        Torch.cudaWorks()
            ? "CUDA works on this machine"
            : "libtorch finds no CUDA device (see doctor --device cuda)",
        suite);
    return spec.commandLine().execute("suite", suite);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return Stream.of(BuildInfo.facts(), BuildInfo.libraries())
          .flatMap(facts -> facts.entrySet().stream())
          .map(fact -> fact.getKey() + " " + fact.getValue())
          .toArray(String[]::new);
    }
  }
}
