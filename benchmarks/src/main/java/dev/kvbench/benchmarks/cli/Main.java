package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.session.Subprocess;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/**
 * The jar's entry: a first word that is one of ours is a command, no word at all is the headline
 * suite, and anything else is for JMH.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    Subprocess.exitWithParent();
    Locale.setDefault(Locale.ROOT); // numbers in files and tables are the same everywhere
    System.setProperty("java.awt.headless", "true"); // charts need no screen
    Optional<String> unread = LocaleEncoding.problem(args, System.getenv(), System.getProperties());
    if (unread.isPresent()) {
      System.err.println("kvbench: " + unread.get());
      System.exit(2);
    }
    System.exit(run(args));
  }

  /** Runs a command line, and gives the exit code; JMH may end the process itself. */
  static int run(String... args) throws IOException {
    CommandLine commands = KvbenchCommand.commandLine();
    Set<String> words = new TreeSet<>(commands.getSubcommands().keySet());
    boolean ours =
        args.length == 0 || words.contains(args[0]) || args[0].matches("--help|--version|-V");
    return ours ? commands.execute(args) : JmhCommand.run(args, words);
  }
}
