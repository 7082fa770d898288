package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A cached row and the uncached one of the same benchmark and setting. */
public record ArmPair(Row cached, Row uncached) {
  /** The pairs among rows, in the order of the cached ones; others are passed over. */
  public static List<ArmPair> of(List<Row> rows) {
    Map<List<Object>, Row> uncached = new HashMap<>();
    rows.stream()
        .filter(row -> RowFacts.isOfArm(row) && RowFacts.arm(row) == Arm.UNCACHED)
        .forEach(row -> uncached.putIfAbsent(key(row), row));
    List<ArmPair> pairs = new ArrayList<>();
    for (Row row : rows) {
      if (RowFacts.isOfArm(row) && RowFacts.arm(row) == Arm.CACHED && isTimeOrRate(row)) {
        Row partner = uncached.get(key(row));
        if (partner != null) {
          pairs.add(new ArmPair(row, partner));
        }
      }
    }
    return pairs;
  }

  /**
   * How many times faster the cached arm is: of times uncached ÷ cached, of rates the other way.
   */
  public Estimate ratio() {
    return isRate(cached) ? Estimates.ratio(cached, uncached) : Estimates.ratio(uncached, cached);
  }

  /** Whether noise alone may have decided which arm is ahead. */
  public boolean isUnsure() {
    Estimate ratio = ratio();
    return ratio.hasInterval() && ratio.low() <= 1 && 1 <= ratio.high();
  }

  private static List<Object> key(Row row) {
    return List.of(row.className(), RowFacts.setting(row), row.primary().unit());
  }

  private static boolean isTimeOrRate(Row row) {
    return isRate(row) || Seconds.perOperation(row.primary().unit()).isPresent();
  }

  private static boolean isRate(Row row) {
    String unit = row.primary().unit();
    return unit.startsWith("ops/") && Seconds.in(unit.substring("ops/".length())).isPresent();
  }
}
