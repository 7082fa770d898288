package dev.kvbench.benchmarks.session;

import dev.kvbench.results.run.MachineFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a command was called.
 *
 * @param arguments of the command line, as the user gave them
 * @param output folder that run directories are made in
 * @param terminal whether standard output is a terminal, where a line can be written over
 */
public record Invocation(List<String> arguments, Path output, boolean terminal) {
  /** What comes before a command's words at a shell; bench says how it was called itself. */
  public static final String PROGRAM =
      System.getenv().getOrDefault("KVBENCH_PROGRAM", "java -jar benchmarks.jar");

  /** What no shell changes; a path in the home folder is among it. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{Alnum}~._/=,:+@%-]+");

  public Invocation {
    arguments = List.copyOf(arguments);
  }

  /** The arguments as a line for a shell, quoted where need be, with ~ for the home folder. */
  public String command() {
    return arguments.stream()
        .map(MachineFacts::withoutHome)
        .map(Invocation::quoted)
        .collect(Collectors.joining(" "));
  }

  /** The same without an option that has one value. */
  public Invocation without(String option) {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(option)) {
        i++; // and its value
      } else if (!argument.startsWith(option + "=")) {
        others.add(argument);
      }
    }
    return new Invocation(others, output, terminal);
  }

  private static String quoted(String argument) {
    if (PLAIN.matcher(argument).matches()) {
      return argument;
    }
    int from = argument.startsWith("~/") ? 2 : 0; // no shell expands a quoted ~
    return argument.substring(0, from) + "'" + argument.substring(from).replace("'", "'\\''") + "'";
  }
}
