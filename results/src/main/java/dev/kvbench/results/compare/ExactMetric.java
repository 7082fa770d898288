package dev.kvbench.results.compare;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
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
   * @param remarks changes that are no failure
   */
  record Findings(List<String> failures, List<String> remarks) {}

  private static Map<String, ExactMetric> defaults() {
    Map<String, ExactMetric> defaults = new LinkedHashMap<>();
    defaults.put("tokenHash", SAME);
    defaults.put("trainedWeights", SAME);
    defaults.put("exact", NOT_SMALLER);
    defaults.put("kvBytes", NOT_LARGER);
    defaults.put("operationsPerToken", NOT_LARGER);
    return defaults;
  }

  /**
   * Refuses a rule that could never fail: of a metric that no row of the baseline has. Those of
   * {@link #DEFAULTS} are for where they are.
   */
  static void requireKnown(Set<String> names, Side baseline) {
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(DEFAULTS.keySet());
    baseline
        .rows()
        .values()
        .forEach(
            rows -> rows.forEach(located -> unknown.removeAll(located.row().secondary().keySet())));
    if (!unknown.isEmpty()) {
      throw new InputException(
          "--exact " + String.join(",", unknown) + ": no row of the baseline has such a metric");
    }
  }

  /** Compares all exact metrics that the baseline has. */
  static Findings compare(
      Map<String, ExactMetric> rules, List<Side.Located> baseline, List<Side.Located> candidate) {
    List<String> failures = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    rules.forEach(
        (name, rule) -> {
          NavigableSet<Double> before = values(name, baseline);
          NavigableSet<Double> after = values(name, candidate);
          if (before.isEmpty()) {
            return;
          }
          if (after.isEmpty()) {
            failures.add(name + " is missing from the candidate");
          } else if (!areNumbers(before) || !areNumbers(after)) {
            failures.add(name + " is missing from a fork, or no number");
          } else if (before.size() > 1 || after.size() > 1) {
            NavigableSet<Double> several = before.size() > 1 ? before : after;
            failures.add(
                name
                    + " is not the same in all forks of the "
                    + (before.size() > 1 ? "baseline" : "candidate")
                    + ": "
                    + Numbers.full(several.first())
                    + " … "
                    + Numbers.full(several.last()));
          } else {
            double a = before.iterator().next();
            double b = after.iterator().next();
            if (Double.compare(a, b) != 0) {
              String words = name + " " + Numbers.full(a) + " → " + Numbers.full(b);
              (rule.allows(a, b) ? remarks : failures).add(words);
            }
          }
        });
    return new Findings(failures, remarks);
  }

  private static boolean areNumbers(Set<Double> values) {
    return values.stream().allMatch(Double::isFinite);
  }

  private boolean allows(double before, double after) {
    return switch (this) {
      case SAME -> false;
      case NOT_LARGER -> after < before;
      case NOT_SMALLER -> after > before;
    };
  }

  private static NavigableSet<Double> values(String name, List<Side.Located> measurements) {
    NavigableSet<Double> values = new TreeSet<>();
    for (Side.Located measurement : measurements) {
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
