package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.run.Environment;
import java.util.List;

/** A quality run's settings and tables in plain text, for its log. */
final class QualityLog {
  private static final List<String> SECTIONS =
      List.of("quality", "checkpoint", "weights", "corpus", "model", "engine", "build");

  private QualityLog() {}

  static String of(Environment environment, Quality quality) {
    StringBuilder log = new StringBuilder();
    for (String section : SECTIONS) {
      log.append(section).append(System.lineSeparator());
      environment
          .sections()
          .get(section)
          .forEach(
              (name, value) ->
                  log.append("  ")
                      .append(name)
                      .append(": ")
                      .append(value)
                      .append(System.lineSeparator()));
    }
    return log.append(System.lineSeparator()).append(QualityTable.of(quality)).toString();
  }
}
