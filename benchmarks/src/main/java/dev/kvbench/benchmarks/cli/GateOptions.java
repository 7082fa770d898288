package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.compare.Better;
import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.compare.ExactMetric;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.compare.JUnitReport;
import dev.kvbench.results.compare.JsonReport;
import dev.kvbench.results.compare.MarkdownReport;
import dev.kvbench.results.compare.NoiseFloor;
import dev.kvbench.results.compare.TextReport;
import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The rule of a comparison and the forms it is told in, for the commands that compare. */
final class GateOptions {
  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      defaultValue = "3",
      description = "the smallest change that matters (default: ${DEFAULT-VALUE} %%)")
  private double threshold;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      description = "chance of any false alarm, over all rows (default: ${DEFAULT-VALUE})")
  private double alpha;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "a secondary metric instead of the primary one")
  private String metric;

  @Option(
      names = "--better",
      description = "which way the metric gets better, if not as its unit tells: lower, higher")
  private Better better;

  @Option(
      names = "--exact",
      paramLabel = "METRIC",
      split = ",",
      description = "further secondary metrics that must not change at all")
  private List<String> exact = new ArrayList<>();

  @Option(
      names = "--no-exact",
      paramLabel = "METRIC",
      split = ",",
      completionCandidates = NamedValues.ExactMetrics.class,
      description =
          "secondary metrics that may change, as tokenHash with other weights; without it none of"
              + " these may: ${COMPLETION-CANDIDATES}")
  private List<String> inexact = new ArrayList<>();

  @Option(
      names = "--ignore-param",
      paramLabel = "NAME",
      split = ",",
      description = "parameters that do not make rows different")
  private Set<String> ignored = new HashSet<>();

  @Option(names = "--noise", paramLabel = "FILE", description = "noise floors, from calibrate")
  private Path noise;

  @Option(names = "--strict", description = "exit with 4 where a row has no verdict")
  private boolean strict;

  @Option(names = "--markdown", paramLabel = "FILE", description = "for a pull request")
  private Path markdown;

  @Option(names = "--json", paramLabel = "FILE", description = "for programs")
  private Path json;

  @Option(names = "--junit", paramLabel = "FILE", description = "for CI servers")
  private Path junit;

  /**
   * Refuses metrics that no row can have, before anything is measured.
   *
   * @param known all names that there are
   */
  void requireMetrics(Set<String> known) {
    SortedSet<String> unknown = new TreeSet<>(exact);
    if (metric != null) {
      unknown.add(metric);
    }
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new InputException(
          "unknown metric '%s'; there are %s"
              .formatted(unknown.first(), String.join(", ", new TreeSet<>(known))));
    }
  }

  /** The rule, further parameters being ignored. */
  Gate gate(Set<String> alsoIgnored) {
    if (!(threshold > 0 && threshold < 1000)) {
      throw new InputException(
          "--threshold must be over 0 and under 1000 percent, not " + threshold);
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new InputException("--alpha must be between 0 and 1, not " + alpha);
    }
    Map<String, ExactMetric> rules = new LinkedHashMap<>(ExactMetric.DEFAULTS);
    exact.forEach(name -> rules.put(name, ExactMetric.SAME));
    for (String name : inexact) {
      if (rules.remove(name) == null) {
        throw new InputException(
            "--no-exact %s is looked at by no rule; there are %s"
                .formatted(name, String.join(", ", rules.keySet())));
      }
    }
    NoiseFloor floors = noise == null ? NoiseFloor.none() : NoiseFloor.read(noise);
    if (noise != null && !floors.metric().equals(Optional.ofNullable(metric))) {
      throw new InputException(
          "%s holds the noise of %s, not of %s"
              .formatted(
                  noise,
                  floors.metric().orElse("the primary metric"),
                  Optional.ofNullable(metric).orElse("the primary metric")));
    }
    Set<String> all = new HashSet<>(ignored);
    all.addAll(alsoIgnored);
    return new Gate(
        threshold / 100,
        alpha,
        Optional.ofNullable(metric),
        Optional.ofNullable(better),
        all,
        rules,
        floors);
  }

  /** Prints the verdicts, writes the files that were asked for, and gives the exit code. */
  int report(Comparison comparison) {
    System.out.print(TextReport.of(comparison, strict));
    write(comparison);
    return comparison.exitCode(strict);
  }

  /** Writes the files that were asked for. */
  void write(Comparison comparison) {
    write(markdown, () -> MarkdownReport.of(comparison, strict));
    write(json, () -> JsonReport.of(comparison, strict));
    write(junit, () -> JUnitReport.of(comparison, strict));
  }

  private static void write(Path file, Supplier<String> text) {
    if (file != null) {
      AtomicFile.write(file, text.get().getBytes(StandardCharsets.UTF_8));
    }
  }
}
