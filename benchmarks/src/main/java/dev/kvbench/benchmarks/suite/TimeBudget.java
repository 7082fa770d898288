package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.GenerationSpan;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.arm.Phase;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.tensor.Article;
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

  private static final String PROMPT = "promptLength";

  /** Tokens of an operation where the row does not say. */
  private static final int STEPS = Parameters.DECODED_TOKENS;

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
    return String.format(
        "(%s gone, about %s left)",
        Numbers.duration(elapsed()), Numbers.duration(Math.max(0, left)));
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
    int steps = (int) row.number("steps", row.params().containsKey(PROMPT) ? 1 : STEPS);
    ArmSpec arm = ArmSpec.of(row.benchmark(), row.params(), steps);
    double flops = work(row, arm.cost(row.config()), steps).flops() * arm.batchSize();
    double generation = steps * SECONDS_A_TOKEN + flops / FLOPS_A_SECOND;
    return SECONDS_A_FORK + generation * (row.warmupIterations() + row.iterations());
  }

  /** How much there is to measure, for people, before anything is; the limit may be null. */
  public static String words(List<PlannedRow> rows, Duration limit) {
    int forks = rows.stream().mapToInt(PlannedRow::forks).sum();
    double seconds = rows.stream().mapToDouble(row -> row.forks() * initialEstimate(row)).sum();
    return String.format(
        "%d %s, %d %s; roughly %s%s",
        rows.size(),
        rows.size() == 1 ? "row" : "rows",
        forks,
        forks == 1 ? "fork" : "forks",
        Numbers.duration(seconds),
        limit == null ? "" : ", cut at " + Numbers.duration(limit.toSeconds()));
  }

  private static double seconds(Optional<TimeValue> own, TimeValue otherwise) {
    return own.orElse(otherwise).convertTo(TimeUnit.MILLISECONDS) / 1e3;
  }

  /** What an operation of the row takes of one sequence. */
  private static Work work(PlannedRow row, CostModel cost, long steps) {
    int prompt = (int) row.number(PROMPT, 1);
    int kept = Parameters.kept(prompt, (int) row.number("cachedPercent", 0));
    if (kept > 0 && !row.isUncached()) {
      return cost.pass(prompt, kept);
    }
    long before = before(row, prompt);
    return before > 0 ? cost.steps(before + 1, steps) : cost.generation(prompt, steps);
  }

  /** Tokens before the first timed one, where the row is one of steps; else 0. */
  private static long before(PlannedRow row, int prompt) {
    String span = row.params().getOrDefault("generation", "short");
    if (GenerationSpan.of(span) == GenerationSpan.LONG) {
      return row.number("blockSize", Article.BLOCK_SIZE);
    }
    boolean decode = Phase.of(row.params().getOrDefault("phase", "generate")) == Phase.DECODE;
    return decode ? prompt : row.number("position", 0);
  }
}
