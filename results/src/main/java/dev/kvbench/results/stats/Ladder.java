package dev.kvbench.results.stats;

import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rungs of one ladder: rows of the ladder's benchmark that only the rung and the number format
 * tell apart. The first is the published form of its arm, which all others are compared with.
 */
public final class Ladder {
  /** The parameter that names a rung. */
  public static final String RUNG = "rung";

  /** What rungs of one ladder differ in. */
  public static final Set<String> PARAMS = Set.of(RUNG, "dtype");

  private static final String FIRST = "published";

  private Ladder() {}

  /** Whether the row is a rung. */
  public static boolean isRung(Row row) {
    return row.isOf("LadderBenchmark") && row.param(RUNG).isPresent();
  }

  /** Whether the row is the first rung of its ladder. */
  public static boolean isFirst(Row row) {
    return isRung(row) && row.param(RUNG).filter(FIRST::equals).isPresent();
  }

  /**
   * How many times as fast a rung is as the first of its ladder; empty where that is not among the
   * rows, or the row is no rung.
   *
   * @throws dev.kvbench.results.io.InputException as {@link Estimates#ratio}
   */
  public static Optional<Estimate> speedup(Row row, List<Row> rows) {
    String ladder = row.withoutParams(PARAMS).key();
    return rows.stream()
        .filter(first -> isRung(row) && isFirst(first))
        .filter(first -> first.withoutParams(PARAMS).key().equals(ladder))
        .filter(first -> first.primary().unit().equals(row.primary().unit()))
        .findFirst()
        .map(first -> Estimates.speedup(row, first));
  }
}
