package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.util.Utils;

/**
 * What JMH is told of every row beside what its suite says.
 *
 * @param profilers as JMH's {@code -prof} takes them
 * @param jvmArgs of forks, after those of this JVM
 * @param warmupIterations in place of the suite's; null for the suite's
 * @param iterations the same of measured ones
 */
public record JmhSettings(
    List<ProfilerConfig> profilers,
    List<String> jvmArgs,
    Integer warmupIterations,
    Integer iterations) {
  /**
   * Reads options as JMH has them.
   *
   * @param profilers {@code NAME} or {@code NAME:OPTIONS} each
   * @param jvmArgs blanks between arguments, quotation marks around blanks in one; null for none
   * @throws InputException for a profiler that there is not, or that cannot work here
   */
  public static JmhSettings of(
      List<String> profilers, String jvmArgs, Integer warmupIterations, Integer iterations) {
    List<ProfilerConfig> configs = new ArrayList<>();
    for (String profiler : profilers) {
      String[] words = profiler.split(":", 2);
      ProfilerConfig config = new ProfilerConfig(words[0], words.length > 1 ? words[1] : "");
      try {
        var unused = ProfilerFactory.getProfilerOrException(config);
      } catch (ProfilerException e) {
        throw new InputException(
            "-prof " + profiler + ": " + e.getMessage() + "; -lprof lists JMH's profilers", e);
      }
      configs.add(config);
    }
    return new JmhSettings(
        configs,
        jvmArgs == null ? List.of() : List.copyOf(Utils.splitQuotedEscape(jvmArgs)),
        warmupIterations,
        iterations);
  }

  /** The suite with these counts in place of its own. */
  Suite of(Suite suite) {
    List<Suite.Group> groups =
        suite.groups().stream()
            .map(
                own ->
                    new Suite.Group(
                        own.benchmark(),
                        own.params(),
                        own.forks(),
                        amount(warmupIterations, own.warmup()),
                        amount(iterations, own.measured())))
            .toList();
    return new Suite(suite.name(), suite.description(), suite.time(), suite.text(), groups);
  }

  private static Suite.Amount amount(Integer given, Suite.Amount own) {
    return given == null ? own : new Suite.Amount(given, false);
  }

  /** For environment.json: those that were given. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (!profilers.isEmpty()) {
      facts.put(
          "profilers",
          profilers.stream()
              .map(own -> own.getKlass() + (own.getOpts().isEmpty() ? "" : ":" + own.getOpts()))
              .collect(Collectors.joining(" ")));
    }
    if (!jvmArgs.isEmpty()) {
      facts.put("jvmArgs", String.join(" ", jvmArgs));
    }
    if (warmupIterations != null) {
      facts.put("warmupIterations", warmupIterations.toString());
    }
    if (iterations != null) {
      facts.put("iterations", iterations.toString());
    }
    return facts;
  }
}
