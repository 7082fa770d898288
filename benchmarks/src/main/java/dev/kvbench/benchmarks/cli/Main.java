package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.LocaleEncoding;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.results.io.VisibleOutput;
import java.io.IOException;
import java.nio.charset.Charset;
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
    System.setOut(VisibleOutput.of(System.out, charset("stdout")));
    System.setErr(VisibleOutput.of(System.err, charset("stderr")));
    Optional<String> unread = LocaleEncoding.problem(args, System.getenv(), System.getProperties());
    if (unread.isPresent()) {
      System.err.println("kvbench: " + unread.get());
      System.exit(KvbenchCommand.USAGE);
    }
    int exit;
    try {
      exit = run(args);
    } catch (OutOfMemoryError e) {
      System.err.println("kvbench: " + hint(e));
      exit = KvbenchCommand.USAGE;
    }
    System.exit(exit);
  }

  private static String hint(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("native thread")) { // whose memory is not the heap's
      return message + "; permit more processes (ulimit -u, or the container's limit)";
    }
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    return "%d MiB of memory are not enough (%s); give more: JAVA_TOOL_OPTIONS=-Xmx%dm %s ..."
        .formatted(mebibytes, message, 4 * mebibytes, Invocation.PROGRAM);
  }

  /** What the JVM writes a standard stream in; JVMs before 19 have the property of another name. */
  private static Charset charset(String stream) {
    String property = stream + ".encoding";
    String name = System.getProperty(property, System.getProperty("sun." + property));
    try {
      return name == null ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalArgumentException e) { // none of that name; the JVM, too, takes another then
      return Charset.defaultCharset();
    }
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
