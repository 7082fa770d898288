package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.suite.Shard;
import dev.kvbench.benchmarks.suite.SuiteRequest;
import dev.kvbench.plot.model.Scale;
import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a suite, keeps its results in a run directory and shows them. */
@Command(
    name = "suite",
    description = "Measures a suite, keeps its results and draws them.",
    footerHeading = "%nSuites:%n",
    mixinStandardHelpOptions = true)
final class SuiteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "a suite, or a .yaml file of your own")
  private String name;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE[,VALUE...]",
      description = "replaces the suite's values of a parameter; may be repeated")
  private List<String> params = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "NAME=VALUE[,VALUE...]",
      description =
          "leaves out the rows that have another value of a parameter, or of arm or benchmark; may"
              + " be repeated. Uncached rows stay whatever policy is named")
  private List<String> only = new ArrayList<>();

  @Option(names = "--forks", description = "forks of every row, instead of the suite's number")
  private Integer forks;

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      description = "leave out, and name, the forks that are predicted to end after it")
  private Integer minutes;

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
  public Integer call() throws IOException {
    if (forks != null && forks < 1) {
      throw new InputException("--forks must be at least 1, not " + forks);
    }
    if (minutes != null && minutes < 1) {
      throw new InputException("--time-limit must be at least 1 minute, not " + minutes);
    }
    SuiteRequest request =
        new SuiteRequest(
            name,
            overrides(params),
            overrides("--only", only),
            forks,
            shard == null ? null : Shard.of(shard),
            minutes == null ? null : Duration.ofMinutes(minutes));
    if (list) {
      request.list();
      return 0;
    }
    return request.measure(output.invocation(), scale);
  }

  /** Values by parameter; a parameter that is given twice has the values of both. */
  static Map<String, List<String>> overrides(List<String> params) {
    return overrides("-p", params);
  }

  private static Map<String, List<String>> overrides(String option, List<String> params) {
    Map<String, List<String>> overrides = new LinkedHashMap<>();
    for (String param : params) {
      int equals = param.indexOf('=');
      if (equals < 1) {
        throw new InputException(option + " takes NAME=VALUE[,VALUE...], not '" + param + "'");
      }
      overrides
          .computeIfAbsent(param.substring(0, equals), name -> new ArrayList<>())
          .addAll(List.of(param.substring(equals + 1).split(",", -1)));
    }
    return overrides;
  }
}
