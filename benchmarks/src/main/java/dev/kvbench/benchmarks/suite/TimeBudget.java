package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.results.io.Numbers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Optional;

/**
 * The time that a run takes: gone, left, and what its limit allows. It starts when it is made, and
 * predicts how long a fork takes from the operations that the cost model counts, corrected by the
 * forks measured so far.
 */
public final class TimeBudget {
  /** Before anything is measured: host cost of a token, and sustained rate, of a modest machine. */
  private static final double SECONDS_A_TOKEN = 2e-3;

  private static final double FLOPS_A_SECOND = 100e9;

  /** JVM start, libtorch start, weights and checks. */
  private static final double SECONDS_A_FORK = 4;

  private record Total(double predicted, double measured) {
    Total plus(Total other) {
      return new Total(predicted + other.predicted, measured + other.measured);
    }
  }

  private final Duration limit;
  private final Map<String, Total> byBenchmark = new HashMap<>();
  private final Map<PlannedRow, Double> measured = new HashMap<>();
  private final long start = System.nanoTime();

  /**
   * A budget.
   *
   * @param limit forks that are predicted to end after it are left out; null for none
   */
  public TimeBudget(Duration limit) {
    this.limit = limit;
  }

  /** Takes in that a fork of this row has taken this long. */
  void measured(PlannedRow row, Duration wall) {
    double seconds = wall.toNanos() / 1e9;
    measured.merge(row, seconds, (a, b) -> (a + b) / 2);
    byBenchmark.merge(row.benchmark(), new Total(initialEstimate(row), seconds), Total::plus);
  }

  /** Seconds that a fork of this row will take. */
  double predict(PlannedRow row) {
    Double same = measured.get(row);
    if (same != null) {
      return same;
    }
    Total known =
        byBenchmark.getOrDefault(
            row.benchmark(), byBenchmark.values().stream().reduce(new Total(0, 0), Total::plus));
    return initialEstimate(row) * (known.predicted == 0 ? 1 : known.measured / known.predicted);
  }

  /**
   * Whether the limit allows forks that belong together. The first ones of a row have to fit by
   * themselves; further ones also must leave time for all cheaper forks to come, so that one long
   * row does not cost many short ones. A benchmark of which nothing was measured yet is always
   * tried.
   *
   * @param forks of one row, or of a row on both sides of a pair
   * @param first whether they are the row's first
   * @param rest forks to come after them
   */
  boolean allows(List<PlannedRow> forks, boolean first, List<PlannedRow> rest) {
    if (limit == null
        || !forks.stream().allMatch(row -> byBenchmark.containsKey(row.benchmark()))) {
      return true;
    }
    double needed = forks.stream().mapToDouble(this::predict).sum();
    if (!first) {
      double own = needed / forks.size();
      needed += rest.stream().mapToDouble(this::predict).filter(other -> other < own).sum();
    }
    return elapsed() + needed <= limit.toSeconds();
  }

  /** Seconds after which an iteration of a row hangs. */
  long timeoutSeconds(PlannedRow row) {
    return 600 + 10 * Math.round(predict(row));
  }

  /**
   * Time gone and time left, for people.
   *
   * @param rest forks to come, the first of which has run since a time
   * @param since {@link System#nanoTime}
   */
  String clock(List<PlannedRow> rest, long since) {
    double left = rest.stream().mapToDouble(this::predict).sum();
    if (!rest.isEmpty()) {
      left -= Math.min(predict(rest.get(0)), (System.nanoTime() - since) / 1e9);
    }
    if (limit != null) {
      left = Math.min(left, limit.toSeconds() - elapsed());
    }
    return "(%s gone, about %s left)"
        .formatted(Numbers.duration(elapsed()), Numbers.duration(Math.max(0, left)));
  }

  private double elapsed() {
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Seconds that a fork takes, from the row alone: the same on every machine, so that shards can be
   * planned by it, and right about none.
   */
  static double initialEstimate(PlannedRow row) {
    BenchmarkListEntry benchmark = Plan.find(row.benchmark());
    if (benchmark.getMode() != Mode.SingleShotTime) { // iterations last as long as they say
      return SECONDS_A_FORK
          + row.warmupIterations() * seconds(benchmark.getWarmupTime(), Defaults.WARMUP_TIME)
          + row.iterations() * seconds(benchmark.getMeasurementTime(), Defaults.MEASUREMENT_TIME);
    }
    double operation =
        Parameters.steps(row.params()) * SECONDS_A_TOKEN
            + Parameters.flops(row.benchmark(), row.params()) / FLOPS_A_SECOND;
    return SECONDS_A_FORK + operation * (row.warmupIterations() + row.iterations());
  }

  /** How much there is to measure, for people, before anything is; the limit may be null. */
  public static String words(List<PlannedRow> rows, Duration limit) {
    int forks = rows.stream().mapToInt(PlannedRow::forks).sum();
    double seconds = rows.stream().mapToDouble(row -> row.forks() * initialEstimate(row)).sum();
    return "%s, %s; roughly %s%s"
        .formatted(
            Numbers.of(rows.size(), "row"),
            Numbers.of(forks, "fork"),
            Numbers.duration(seconds),
            limit == null ? "" : ", cut at " + Numbers.duration((double) limit.toSeconds()));
  }

  private static double seconds(Optional<TimeValue> own, TimeValue otherwise) {
    return own.orElse(otherwise).convertTo(TimeUnit.MILLISECONDS) / 1e3;
  }
}
