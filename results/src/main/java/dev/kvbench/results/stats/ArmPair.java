package dev.kvbench.results.stats;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A cached row and the uncached one beside it: of one kvbench benchmark class, with equal
 * parameters but for those of the cache, in one mode and unit, with as many JMH threads and calls.
 */
public record ArmPair(Row cached, Row uncached) {
  /**
   * The pairs among rows, in the order of the cached rows. Plain JMH measures the uncached arm once
   * for each policy; such rows are one, with the forks of all.
   *
   * @return without rows that hold neither times nor rates
   */
  public static List<ArmPair> of(List<Row> rows) {
    Map<List<Object>, Row> uncached = new HashMap<>();
    for (Row row : merged(rows)) {
      if (row.isOf(Arm.UNCACHED)) {
        uncached.put(setting(row), row);
      }
    }
    List<ArmPair> pairs = new ArrayList<>();
    for (Row row : rows) {
      Row partner = row.isOf(Arm.CACHED) ? uncached.get(setting(row)) : null;
      if (partner != null && (isTime(row) || Estimates.isRate(row))) {
        pairs.add(new ArmPair(row, partner));
      }
    }
    return List.copyOf(pairs);
  }

  /** The pairs among rows, by their cached rows. */
  public static Map<Row, ArmPair> byCached(List<Row> rows) {
    Map<Row, ArmPair> pairs = new HashMap<>();
    of(rows).forEach(pair -> pairs.put(pair.cached(), pair));
    return pairs;
  }

  /**
   * The same rows in their order, those of the uncached arm that only parameters of the cache tell
   * apart as one row with the forks of all, without these.
   */
  public static List<Row> merged(List<Row> rows) {
    Map<Object, Row> merged = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.isOf(Arm.UNCACHED)) {
        merged.merge(setting(row), row.withoutParams(Row.OF_CACHE), ArmPair::pooled);
      } else {
        merged.put(row.key(), row);
      }
    }
    return List.copyOf(merged.values());
  }

  /**
   * How many times as fast the cached arm is: of times uncached ÷ cached, of rates the other way
   * round.
   *
   * @throws InputException as {@link Estimates#ratio}
   */
  public Estimate speedup() {
    return Estimates.speedup(cached, uncached);
  }

  /** Whether noise alone may have decided which arm is ahead. */
  public boolean isUnsure() {
    return speedup().includes(1);
  }

  /** What two rows share that are the two arms of one thing. */
  private static List<Object> setting(Row row) {
    return List.of(
        row.benchmark().substring(0, row.benchmark().lastIndexOf('.')),
        row.withoutParams(Row.OF_CACHE).params(),
        row.mode(),
        row.threads(),
        row.batchSize(),
        row.primary().unit());
  }

  private static boolean isTime(Row row) {
    return Seconds.perOperation(row.primary().unit()).isPresent();
  }

  private static Row pooled(Row a, Row b) {
    int forks = a.forks() + b.forks();
    Metric one = a.primary();
    Metric other = b.primary();
    boolean byFork = !one.rawData().isEmpty() && !other.rawData().isEmpty();
    Map<Double, Long> calls = new HashMap<>(one.calls());
    other.calls().forEach((time, number) -> calls.merge(time, number, Long::sum));
    Metric both =
        new Metric(
            (one.score() * a.forks() + other.score() * b.forks()) / forks,
            Double.NaN,
            one.unit(),
            byFork
                ? Stream.concat(one.rawData().stream(), other.rawData().stream()).toList()
                : List.of(),
            calls);
    return new Row(
        a.benchmark(),
        a.mode(),
        a.threads(),
        a.batchSize(),
        forks,
        a.params(),
        both,
        a.secondary());
  }
}
