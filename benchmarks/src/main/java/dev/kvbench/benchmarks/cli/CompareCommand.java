package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.compare.EnvironmentCheck;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a candidate's results against a baseline's. */
@Command(
    name = "compare",
    description = "Judges results against a baseline's: has anything got slower?",
    footer = {
      "",
      "A RUN is a run directory, or a file that any JMH wrote with -rf json. Several",
      "on a side are one measurement of it. Exit codes: 0 nothing got worse, 1",
      "something did, 2 usage or input, 3 the sides cannot be compared or a row is",
      "missing, 4 (--strict) a row has no verdict."
    },
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..2",
      paramLabel = "RUN",
      description = "two runs: the baseline and the candidate, in place of these options")
  private List<Path> both = new ArrayList<>();

  @Option(names = "--baseline", arity = "1..*", paramLabel = "RUN")
  private List<Path> baseline = new ArrayList<>();

  @Option(names = "--candidate", arity = "1..*", paramLabel = "RUN")
  private List<Path> candidate = new ArrayList<>();

  @Option(
      names = "--allow-environment",
      paramLabel = "KEY",
      split = ",",
      description = "compare although this fact of the environments differs")
  private Set<String> allowed = new HashSet<>();

  @Mixin private GateOptions options;

  @Override
  public Integer call() {
    if (both.size() == 2 && baseline.isEmpty() && candidate.isEmpty()) {
      baseline = both.subList(0, 1);
      candidate = both.subList(1, 2);
    } else if (!both.isEmpty() || baseline.isEmpty() || candidate.isEmpty()) {
      throw new InputException(
          "compare takes two runs, BASELINE CANDIDATE, or --baseline RUN... --candidate RUN...");
    }
    Gate gate = options.gate(Set.of());
    try {
      return options.report(comparison(gate));
    } catch (IncomparableException e) {
      options.write(Comparison.ofNothing(gate).with(List.of(), List.of(), List.of(e.getMessage())));
      throw e;
    }
  }

  private Comparison comparison(Gate gate) {
    List<Source> before = Source.readAll(baseline);
    List<Source> after = Source.readAll(candidate);
    List<String> remarks = new ArrayList<>(EnvironmentCheck.require(before, after, allowed));
    baseline.stream()
        .filter(run -> candidate.stream().anyMatch(other -> isSame(run, other)))
        .map(run -> run + " is on both sides: of itself no run can differ")
        .forEach(remarks::add);
    return Comparison.of(before, after, gate, remarks);
  }

  static boolean isSame(Path file, Path other) {
    try {
      return Files.isSameFile(file, other);
    } catch (IOException e) {
      return false; // one of them is not there, which is told where it is read
    }
  }
}
