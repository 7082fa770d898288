package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.benchmarks.pair.Pair;
import dev.kvbench.benchmarks.pair.Variation;
import dev.kvbench.results.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
      "-p is for both sides. Where nothing else tells them apart, the one parameter",
      "that is given two values does, as with --vary.",
      "",
      "What looks changed is measured again, and is called so only if it does twice.",
      "Exit codes as of compare; 1 also where a row failed."
    },
    mixinStandardHelpOptions = true)
final class PairCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..3",
      paramLabel = "JAR",
      description = "one or two jars, then the suite (default: gate)")
  private List<String> words;

  @Option(names = "--jvm", paramLabel = "JAVA", description = "a java, or a JAVA_HOME; give two")
  private List<Path> jvms = new ArrayList<>();

  @Option(
      names = "--vary",
      paramLabel = "NAME=VALUE,VALUE",
      description = "base with the first value, candidate with the second")
  private String varied;

  @Mixin private MeasureOptions measure;

  @Option(
      names = "--forks",
      description = "forks of every row on each side, instead of the suite's number")
  private Integer forks;

  @Mixin private OutputOptions output;

  @Mixin private GateOptions options;

  @Override
  public Integer call() {
    MeasureOptions.checkLeast(1, "--forks", forks);
    options.requireMetrics(RowMetrics.NAMES);
    Pair.Measured measured = pair().measure(output.invocation());
    List<String> failed = measured.comparison().failed();
    failed.forEach(failure -> System.err.println("kvbench: failed: " + failure));
    System.out.println();
    measured.places().forEach(System.out::println);
    System.out.println();
    return options.report(measured.comparison());
  }

  private Pair pair() {
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
    Map<String, List<String>> overrides = measure.params();
    Optional<Variation> variation = Optional.ofNullable(varied).map(Variation::of);
    if (variation.isEmpty()
        && jvms.isEmpty()
        && (jars.size() == 1 || CompareCommand.isSame(jars.get(0), jars.get(1)))) {
      variation = Variation.among(overrides);
      variation.ifPresent(
          only -> {
            overrides.remove(only.name());
            System.out.println("the sides differ in " + only + ", as with --vary " + only.option());
          });
    }
    if (variation.isEmpty() && jvms.isEmpty() && jars.size() == 1) {
      throw new InputException(
          "base and candidate are the same; give two jars, --jvm twice, or --vary NAME=A,B");
    }
    Set<String> ignored = variation.map(only -> Set.of(only.name())).orElse(Set.of());
    return new Pair(
        subject(0, jars, variation),
        subject(1, jars, variation),
        Optional.ofNullable(suite).orElse("gate"),
        overrides,
        forks,
        measure.timeLimit(),
        options.gate(ignored));
  }

  private Pair.Subject subject(int side, List<Path> jars, Optional<Variation> variation) {
    return new Pair.Subject(
        jvms.isEmpty() ? Path.of(System.getProperty("java.home")) : jvms.get(side),
        jars.get(Math.min(side, jars.size() - 1)),
        variation.map(only -> only.of(side)).orElse(Map.of()));
  }
}
