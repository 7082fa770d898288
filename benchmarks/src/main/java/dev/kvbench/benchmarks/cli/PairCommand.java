package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.Gauges;
import dev.kvbench.benchmarks.suite.PairSession;
import dev.kvbench.results.InputException;
import dev.kvbench.results.compare.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures two builds in turns on one machine, and judges the second against the first. */
@Command(
    name = "pair",
    description = "Measures two builds, JVMs or parameter values in turns, and compares them.",
    footer = {
      "",
      "  pair BASE.jar CANDIDATE.jar [SUITE]          two builds",
      "  pair JAR [SUITE] --jvm JAVA_A --jvm JAVA_B   two JVMs",
      "  pair JAR [SUITE] --vary engine=eager,script  two values of a parameter",
      "",
      "What looks changed is measured again, and is called so only if it does twice.",
      "Exit codes as of compare; 1 also where a row failed."
    },
    mixinStandardHelpOptions = true)
final class PairCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..3",
      paramLabel = "JAR",
      description = "one or two jars, then the suite (default: smoke)")
  private List<String> words;

  @Option(names = "--jvm", paramLabel = "JAVA", description = "a java, or a JAVA_HOME; give two")
  private List<Path> jvms = new ArrayList<>();

  @Option(
      names = "--vary",
      paramLabel = "NAME=VALUE,VALUE",
      description = "base with the first value, candidate with the second")
  private String varied;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE[,VALUE...]",
      description = "replaces the suite's values of a parameter on both sides; may be repeated")
  private List<String> params = new ArrayList<>();

  @Option(
      names = "--forks",
      defaultValue = "5",
      description = "of every row on each side (default: ${DEFAULT-VALUE})")
  private int forks;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "results/local",
      description = "where the run directories are made (default: ${DEFAULT-VALUE})")
  private Path output;

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      description = "leave out, and name, the forks that are predicted to end after it")
  private Integer minutes;

  @Mixin private GateOptions options;

  @Override
  public Integer call() throws IOException {
    if (forks < 1) {
      throw new InputException("--forks must be at least 1, not " + forks);
    }
    if (minutes != null && minutes < 1) {
      throw new InputException("--time-limit must be at least 1 minute, not " + minutes);
    }
    Set<String> ignored = varied == null ? Set.of() : Set.of(name(varied));
    options.requireMetrics(Gauges.NAMES);
    PairSession.Measured measured = session(options.gate(ignored)).run();
    List<String> failed = measured.comparison().failed();
    failed.forEach(failure -> System.err.println("kvbench: failed: " + failure));
    System.out.println();
    measured.places().forEach(System.out::println);
    System.out.println();
    return options.tell(measured.comparison());
  }

  private PairSession session(Gate gate) {
    List<Path> jars = new ArrayList<>();
    String suite = null;
    for (String word : words) {
      if (word.endsWith(".jar") && suite == null) {
        jars.add(Path.of(word));
      } else if (suite == null) {
        suite = word;
      } else {
        throw new InputException("pair takes jars and then one suite, not also '" + word + "'");
      }
    }
    if (jars.isEmpty() || jars.size() > 2) {
      throw new InputException("pair takes one or two files that end in .jar, and then a suite");
    }
    if (!jvms.isEmpty() && jvms.size() != 2) {
      throw new InputException("--jvm must be given twice, for base and candidate");
    }
    boolean differ = jars.size() == 2 || !jvms.isEmpty() || varied != null;
    if (!differ) {
      throw new InputException(
          "base and candidate are the same; give two jars, --jvm twice, or --vary NAME=A,B");
    }
    Path running = Path.of(System.getProperty("java.home"));
    List<PairSession.Subject> sides = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      sides.add(
          new PairSession.Subject(
              jvms.isEmpty() ? running : jvms.get(i),
              jars.get(Math.min(i, jars.size() - 1)),
              value(i)));
    }
    return new PairSession(
        sides.get(0),
        sides.get(1),
        Optional.ofNullable(suite).orElse("smoke"),
        SuiteCommand.overrides(params),
        forks,
        minutes == null ? null : Duration.ofMinutes(minutes),
        gate,
        output,
        CommandLine.Help.Ansi.AUTO.enabled());
  }

  private Map<String, String> value(int side) {
    return varied == null ? Map.of() : Map.of(name(varied), values(varied).get(side));
  }

  private static String name(String varied) {
    int equals = varied.indexOf('=');
    if (equals < 1 || values(varied).size() != 2) {
      throw new InputException(
          "--vary takes NAME=VALUE,VALUE with two values, not '" + varied + "'");
    }
    return varied.substring(0, equals);
  }

  private static List<String> values(String varied) {
    return List.of(varied.substring(varied.indexOf('=') + 1).split(",", -1));
  }
}
