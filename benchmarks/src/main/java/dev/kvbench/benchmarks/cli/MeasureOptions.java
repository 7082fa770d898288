package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.io.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What suite and pair have in common. */
final class MeasureOptions {
  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE[,VALUE...]",
      description = "replaces the suite's values of a parameter; may be repeated")
  private List<String> params = new ArrayList<>();

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      description = "leave out, and name, the forks that are predicted to end after it")
  private Integer minutes;

  /** Values that replace the suite's, by parameter. */
  Map<String, List<String>> params() {
    return values("-p", params);
  }

  /** Null for none. */
  Duration timeLimit() {
    if (minutes != null && minutes < 1) {
      throw new InputException("--time-limit must be at least 1 minute, not " + minutes);
    }
    return minutes == null ? null : Duration.ofMinutes(minutes);
  }

  /** Refuses an option's number, null where none is given, that is less than the least. */
  static void checkLeast(int least, String option, Integer number) {
    if (number != null && number < least) {
      throw new InputException(option + " must be at least " + least + ", not " + number);
    }
  }

  /** Values by parameter; a parameter that is given twice has the values of both. */
  static Map<String, List<String>> values(String option, List<String> params) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String param : params) {
      int equals = param.indexOf('=');
      if (equals < 1) {
        throw new InputException(option + " takes NAME=VALUE[,VALUE...], not '" + param + "'");
      }
      values
          .computeIfAbsent(param.substring(0, equals), name -> new ArrayList<>())
          .addAll(List.of(param.substring(equals + 1).split(",", -1)));
    }
    return values;
  }
}
