package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.tensor.Article;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Predicts how long a fork of a row takes: from the operations that the cost model counts,
 * corrected by the forks measured so far. The progress line and the time limit rest on it, and on
 * the prediction before anything is measured the shards of a suite.
 */
final class RemainingTime {
  /** Before anything is measured: host cost of a token, and sustained rate, of a modest machine. */
  private static final double SECONDS_A_TOKEN = 2e-3;

  private static final double FLOPS_A_SECOND = 60e9;

  /** JVM start, libtorch start and weights. */
  private static final double SECONDS_A_FORK = 3;

  private record Total(double predicted, double measured) {}

  private final Map<String, Total> byArm = new HashMap<>();
  private final Map<PlannedRow, Double> measured = new HashMap<>();

  /** Takes in that a fork of this row has taken this long. */
  void measured(PlannedRow row, Duration wall) {
    double seconds = wall.toNanos() / 1e9;
    measured.merge(row, seconds, (a, b) -> (a + b) / 2);
    byArm.merge(
        row.benchmark(),
        new Total(prior(row), seconds),
        (a, b) -> new Total(a.predicted + b.predicted, a.measured + b.measured));
  }

  /** Whether anything of this row's benchmark was measured, so that predictions rest on it. */
  boolean knows(PlannedRow row) {
    return byArm.containsKey(row.benchmark());
  }

  /** Seconds that a fork of this row will take. */
  double predict(PlannedRow row) {
    Double same = measured.get(row);
    if (same != null) {
      return same;
    }
    Total arm = byArm.getOrDefault(row.benchmark(), overall());
    return prior(row) * (arm.predicted == 0 ? 1 : arm.measured / arm.predicted);
  }

  private Total overall() {
    return byArm.values().stream()
        .reduce(
            new Total(0, 0),
            (a, b) -> new Total(a.predicted + b.predicted, a.measured + b.measured));
  }

  /**
   * Seconds that a fork takes, from the row alone: the same on every machine, and right about none.
   */
  static double prior(PlannedRow row) {
    long steps = row.number("steps", 16);
    CostModel cost = new CostModel(row.config(), ArmSpec.policy(row.method(), row.params()));
    double flops = flops(row, cost, steps).flops();
    double generation =
        steps * SECONDS_A_TOKEN + flops * row.number("batchSize", 1) / FLOPS_A_SECOND;
    return SECONDS_A_FORK + generation * (row.warmupIterations() + row.iterations());
  }

  private static Work flops(PlannedRow row, CostModel cost, long steps) {
    long context = context(row);
    if (row.params().containsKey("phase")) {
      Work after = cost.steps(context + 1, steps - 1);
      return row.params().get("phase").equals("decode") ? after : cost.pass(context).plus(after);
    }
    if (row.params().containsKey("promptLength")) {
      return cost.pass(context);
    }
    return context > 0 ? cost.steps(context, steps) : cost.steps(1, steps);
  }

  /** Tokens that a step of the row sees, where the row is one of steps; else 0. */
  private static long context(PlannedRow row) {
    if ("long".equals(row.params().get("generation"))) {
      return row.number("blockSize", Article.BLOCK_SIZE);
    }
    return row.number("position", row.number("promptLength", 0));
  }
}
