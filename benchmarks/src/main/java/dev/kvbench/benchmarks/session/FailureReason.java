package dev.kvbench.benchmarks.session;

import java.util.List;
import java.util.regex.Pattern;

/** Why a JVM failed, from what it wrote. */
public final class FailureReason {
  /** What JMH, a JVM, libtorch or kvbench says of a failure; the first such line is its cause. */
  private static final Pattern REASON =
      Pattern.compile(
          "kvbench: .*|Error: .*|what\\(\\): .*"
              + "|(Caused by: |Exception in thread \"[^\"]*\" )?[\\w.$]+(Exception|Error)(: .*)?");

  private FailureReason() {}

  /** The line that says why; the last one where none does; empty where there is none. */
  public static String in(List<String> lines) {
    List<String> said = lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return said.stream()
        .filter(line -> REASON.matcher(line).matches())
        .findFirst()
        .orElse(said.isEmpty() ? "" : said.get(said.size() - 1));
  }
}
