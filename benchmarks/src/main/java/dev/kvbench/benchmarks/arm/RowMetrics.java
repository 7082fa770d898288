package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cache.CachePolicy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Values that a benchmark knows about itself, and what else the processors did meanwhile, as
 * secondary metrics of its row. A profiler, because JMH's own auxiliary counters are summed over
 * iterations, and these must not be.
 */
public final class RowMetrics implements InternalProfiler {
  /** Every gauge that a benchmark may set, and what others did meanwhile. */
  public static final Set<String> NAMES =
      Set.of(
          "bursty",
          "bytesPerToken",
          "ceilingGigabytesPerSecond",
          "ceilingGigaflops",
          "deviceMemoryBytes",
          "exact",
          "flopsPerToken",
          "gigaflops",
          "heapBytesPerToken",
          "hostWaitsPerToken",
          ProcessorTimes.IDLE,
          "kvBytes",
          "kvBytesPerToken",
          "kvBytesPerTokenUngrouped",
          "maxLogitDifference",
          "mbu",
          "mfu",
          "operationsPerToken",
          ProcessorTimes.OTHER,
          "peakRssBytes",
          "predictedMicroseconds",
          "predictedToMeasured",
          ProcessorTimes.STOLEN,
          "tokenHash",
          "tokensPerOperation",
          "tokensPerSecond",
          "trainedWeights",
          ProcessorTimes.WALL);

  private static final Map<String, Double> VALUES = new TreeMap<>();
  private static final Map<String, Double> AMOUNTS = new TreeMap<>();

  private Optional<ProcessorTimes> timesBefore = Optional.empty();
  private long begin;

  /** Forgets the gauges of the row before, if one JVM measures several. */
  public static void clear() {
    synchronized (VALUES) {
      VALUES.clear();
      AMOUNTS.clear();
    }
  }

  /** Sets a gauge of the row that this JVM measures. */
  public static void set(String name, double value) {
    requireKnown(name);
    synchronized (VALUES) {
      VALUES.put(name, value);
    }
  }

  /** Says of a row whose policy is bursty that it is: its figures are then means, not medians. */
  public static void setBursty(CachePolicy policy) {
    if (policy.bursty()) {
      set("bursty", 1);
    }
  }

  /** A gauge that has been set, for tests; NaN for none. */
  static double get(String name) {
    synchronized (VALUES) {
      return VALUES.getOrDefault(name, Double.NaN);
    }
  }

  /** Sets an amount of which an operation does so much; the gauge is what it does in a second. */
  static void setRate(String name, double amount) {
    requireKnown(name);
    synchronized (VALUES) {
      AMOUNTS.put(name, amount);
    }
  }

  private static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("a gauge that NAMES does not have: " + name);
    }
  }

  @Override
  public String getDescription() {
    return "kvbench: what the measured arm computes (exact, tokenHash, …)";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    timesBefore = ProcessorTimes.now();
    begin = System.nanoTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double wall = (System.nanoTime() - begin) / 1e9;
    Optional<ProcessorTimes> times = ProcessorTimes.now();
    if (result.getRawPrimaryResults().isEmpty()) {
      return List.of(); // the iteration failed, and an exception here would hide why
    }
    synchronized (VALUES) {
      Map<String, Double> all = new TreeMap<>(VALUES);
      if (benchmark.getMode() != Mode.Throughput) {
        double seconds =
            result.getPrimaryResult().getScore()
                * benchmark.getTimeUnit().toNanos(1)
                / TimeUnit.SECONDS.toNanos(1);
        AMOUNTS.forEach((name, amount) -> all.put(name, amount / seconds));
      }
      times.ifPresent(
          now -> timesBefore.ifPresent(before -> all.putAll(now.metricsSince(before, wall))));
      return all.entrySet().stream()
          .map(v -> new ScalarResult(v.getKey(), v.getValue(), "value", AggregationPolicy.AVG))
          .toList();
    }
  }
}
