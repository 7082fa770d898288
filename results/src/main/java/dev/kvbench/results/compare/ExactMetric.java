package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** How a metric that the same code always gives the same value of may change. */
public enum ExactMetric {
  /** Any other value is a failure: the code computes something else. */
  SAME,
  /** A larger value is a failure, a smaller one worth a remark. */
  NOT_LARGER,
  /** The other way round. */
  NOT_SMALLER;

  /** Of kvbench's benchmarks: what an arm computes, and what it takes for it. */
  public static final Map<String, ExactMetric> DEFAULTS = defaults();

  /**
   * What the exact metrics of a row say.
   *
   * @param failures a line each
   * @param doubts why the baseline is nothing that a candidate could be held against
   * @param remarks changes that are no failure
   */
  record Findings(List<String> failures, List<String> doubts, List<String> remarks) {}

  private static Map<String, ExactMetric> defaults() {
    Map<String, ExactMetric> defaults = new LinkedHashMap<>();
    defaults.put("tokenHash", SAME);
    defaults.put("trainedWeights", SAME);
    defaults.put("exact", NOT_SMALLER);
    defaults.put("kvBytes", NOT_LARGER);
    defaults.put("operationsPerToken", NOT_LARGER);
    return defaults;
  }

  /** Compares all exact metrics that the baseline has. */
  static Findings compare(
      Map<String, ExactMetric> rules,
      List<SourceRows.Located> baseline,
      List<SourceRows.Located> candidate) {
    Findings findings = new Findings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    rules.forEach(
        (name, rule) -> {
          NavigableSet<Double> before = values(name, baseline);
          NavigableSet<Double> after = values(name, candidate);
          if (before.isEmpty()) {
            return;
          }
          Optional<String> doubt = disagreement(name, before, "baseline");
          Optional<String> failure = disagreement(name, after, "candidate");
          if (doubt.isPresent()) {
            findings.doubts.add(doubt.get());
          } else if (failure.isPresent()) {
            findings.failures.add(failure.get());
          } else if (!before.equals(after)) {
            double a = before.first();
            double b = after.first();
            String words = name + " " + Numbers.full(a) + " → " + Numbers.full(b);
            (rule.allows(a, b) ? findings.remarks : findings.failures).add(words);
          }
        });
    return findings;
  }

  /** Why the values of all forks of a side are not one number. */
  private static Optional<String> disagreement(
      String name, NavigableSet<Double> values, String side) {
    if (values.isEmpty()) {
      return Optional.of(name + " is missing from the " + side);
    }
    if (!values.stream().allMatch(Double::isFinite)) {
      return Optional.of(name + " is missing from a fork of the " + side + ", or no number");
    }
    return values.size() == 1
        ? Optional.empty()
        : Optional.of(
            "%s is not the same in all forks of the %s: %s to %s"
                .formatted(name, side, Numbers.full(values.first()), Numbers.full(values.last())));
  }

  private boolean allows(double before, double after) {
    return switch (this) {
      case SAME -> false;
      case NOT_LARGER -> after < before;
      case NOT_SMALLER -> after > before;
    };
  }

  private static NavigableSet<Double> values(String name, List<SourceRows.Located> measurements) {
    NavigableSet<Double> values = new TreeSet<>();
    for (SourceRows.Located measurement : measurements) {
      Metric metric = measurement.row().secondary().get(name);
      if (metric != null) {
        for (List<Double> fork : metric.rawData()) {
          values.addAll(fork.isEmpty() ? List.of(Double.NaN) : fork);
        }
        if (metric.rawData().isEmpty()) {
          values.add(metric.score());
        }
      }
    }
    return values;
  }
}
