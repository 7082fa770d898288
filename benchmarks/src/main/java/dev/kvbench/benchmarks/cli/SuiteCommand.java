package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.suite.JmhSettings;
import dev.kvbench.benchmarks.suite.Shard;
import dev.kvbench.benchmarks.suite.Suite;
import dev.kvbench.benchmarks.suite.SuiteFile;
import dev.kvbench.benchmarks.suite.SuiteRequest;
import dev.kvbench.plot.picture.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a suite, keeps its results in a run directory and shows them. */
@Command(
    name = "suite",
    description =
        "Measures a suite, keeps its results and draws them. Without a name: lists suites.",
    mixinStandardHelpOptions = true)
final class SuiteCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "a suite, or a .yaml file of your own")
  private String name;

  @Mixin private MeasureOptions measure;

  @Option(
      names = "--only",
      paramLabel = "NAME=VALUE[,VALUE...]",
      description =
          "leaves out the rows that have another value of a parameter, or of arm or benchmark; may"
              + " be repeated. Uncached rows stay whatever policy is named")
  private List<String> only = new ArrayList<>();

  @Option(
      names = {"-f", "--forks"},
      description = "forks of every row, instead of the suite's number")
  private Integer forks;

  @Option(
      names = "-wi",
      paramLabel = "N",
      description = "warm-up iterations of every row, instead of the suite's number")
  private Integer warmupIterations;

  @Option(
      names = "-i",
      paramLabel = "N",
      description = "measured iterations of every row, instead of the suite's number")
  private Integer iterations;

  @Option(
      names = "-prof",
      paramLabel = "NAME[:OPTIONS]",
      description = "a profiler of JMH's for every fork, as gc; may be repeated")
  private List<String> profilers = new ArrayList<>();

  @Option(
      names = "-jvmArgs",
      paramLabel = "ARGUMENTS",
      description = "of the forks, after those of this JVM")
  private String jvmArgs;

  @Mixin private OutputOptions output;

  @Option(
      names = "--scale",
      defaultValue = "auto",
      description = "axes of the charts: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scale scale;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "measure the I-th of N shares of the rows, I from 1 to N; merge joins them. Which rows"
              + " these are depends on the suite, -p, --only and --forks, not on the machine")
  private String shard;

  @Option(names = "--list", description = "only say which rows would be measured, one a line")
  private boolean list;

  @Override
  public Integer call() {
    if (name == null) {
      for (String known : SuiteFile.NAMES) {
        Suite suite = SuiteFile.load(known);
        String time = suite.time().map(words -> " (" + words + ")").orElse("");
        System.out.printf("%-12s %s%s%n", known, suite.description(), time);
      }
      return 0;
    }
    MeasureOptions.checkLeast(1, "--forks", forks);
    MeasureOptions.checkLeast(0, "-wi", warmupIterations);
    MeasureOptions.checkLeast(1, "-i", iterations);
    SuiteRequest request =
        new SuiteRequest(
            name,
            measure.params(),
            MeasureOptions.values("--only", only),
            forks,
            JmhSettings.of(profilers, jvmArgs, warmupIterations, iterations),
            shard == null ? null : Shard.of(shard),
            measure.timeLimit());
    if (list) {
      request.list();
      return 0;
    }
    return request.measure(output.invocation(), scale);
  }
}
