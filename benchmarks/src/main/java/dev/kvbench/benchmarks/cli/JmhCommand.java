package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.suite.Plan;
import dev.kvbench.benchmarks.suite.SuiteFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.transformer.device.MachineProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Optional;

/**
 * Hands arguments to JMH, after a look at what JMH would not notice: a benchmark or parameter that
 * does not exist, and combinations of values that a fork would trip over.
 */
final class JmhCommand {
  private JmhCommand() {}

  /**
   * Runs JMH. It may end the process itself.
   *
   * @param words kvbench's own commands, to be named when the first argument is none
   * @return the exit code
   */
  static int run(String[] args, Set<String> words) throws IOException {
    List<String> arguments;
    try {
      check(args, words);
      arguments = completed(args);
    } catch (InputException e) {
      System.err.println("kvbench: " + e.getMessage());
      return KvbenchCommand.USAGE;
    } catch (CommandLineOptionException e) {
      System.err.println("kvbench: JMH: " + e.getMessage() + "; -h lists JMH's options");
      return KvbenchCommand.USAGE;
    } catch (PatternSyntaxException e) {
      System.err.printf(
          "kvbench: '%s' is not a regular expression for benchmarks: %s%n",
          e.getPattern(), e.getDescription());
      return KvbenchCommand.USAGE;
    } catch (RuntimeException e) {
      return KvbenchCommand.internalError(
          e, new PrintWriter(System.err, true, Charset.defaultCharset()));
    }
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }

  /** The arguments with what every run of ours needs. */
  static List<String> completed(String... args) {
    List<String> arguments = new ArrayList<>(List.of(args));
    arguments.addAll(List.of("-prof", RowMetrics.class.getName()));
    if (arguments.stream().noneMatch(argument -> argument.startsWith("-foe"))) {
      arguments.addAll(List.of("-foe", "true")); // a refused answer must not end with exit code 0
    }
    if (System.getProperty(MachineProfile.PROPERTY) == null
        && !arguments.contains("-jvmArgsPrepend")) {
      Path machine = TemporaryFile.create("kvbench-machine", ".properties");
      machine.toFile().deleteOnExit();
      String argument = "-D" + MachineProfile.PROPERTY + "=" + machine;
      // JMH splits it at blanks outside of quotation marks
      arguments.addAll(List.of("-jvmArgsPrepend", '"' + argument + '"'));
    }
    return arguments;
  }

  /**
   * Looks at the arguments, without running anything.
   *
   * @throws InputException with one line on what cannot run
   */
  static void check(String[] args, Set<String> words) throws CommandLineOptionException {
    CommandLineOptions options = new CommandLineOptions(args);
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      return;
    }
    SortedSet<BenchmarkListEntry> benchmarks =
        Plan.benchmarks(options.getIncludes(), options.getExcludes());
    if (benchmarks.isEmpty()) {
      for (String include : options.getIncludes()) {
        if (SuiteFile.NAMES.contains(include)) {
          throw new InputException(
              String.format("no benchmark matches %s, which is a suite: suite %1$s", include));
        }
      }
      throw new InputException(
          String.format(
              "no benchmark matches %s, and it is none of the commands %s; -l lists the benchmarks,"
                  + " --help the commands",
              options.getIncludes(), String.join(", ", words)));
    }
    Set<String> known = new TreeSet<>();
    benchmarks.forEach(b -> known.addAll(b.getParams().orElse(Map.of()).keySet()));
    Plan.refuseUnknown(named(args), known, "these benchmarks");
    Map<String, Collection<String>> chosen = new LinkedHashMap<>();
    for (String name : known) {
      Optional<Collection<String>> values = options.getParameter(name);
      if (values.hasValue()) {
        chosen.put(name, values.get());
      }
    }
    Libtorch.start(); // only it knows whether CUDA works
    for (BenchmarkListEntry benchmark : benchmarks) {
      for (Map<String, String> params : Plan.combinations(benchmark, chosen)) {
        Plan.check(benchmarks, params);
      }
    }
  }

  /** Parameters that -p names; JMH passes over those it does not know. */
  private static List<String> named(String[] args) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals("-p")) {
        Arrays.stream(args[i + 1].split(";"))
            .map(setting -> setting.replaceFirst("=.*", ""))
            .forEach(names::add);
      }
    }
    return names;
  }
}
