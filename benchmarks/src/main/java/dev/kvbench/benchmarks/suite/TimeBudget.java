package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.show.Figures;
import java.time.Duration;
import java.util.List;

/** The time that a run takes: gone, left, and what its limit allows. Starts when it is made. */
public final class TimeBudget {
  private final Duration limit;
  private final RemainingTime time = new RemainingTime();
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
  public void measured(PlannedRow row, Duration wall) {
    time.measured(row, wall);
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
  public boolean allows(List<PlannedRow> forks, boolean first, List<PlannedRow> rest) {
    if (limit == null || !forks.stream().allMatch(time::knows)) {
      return true;
    }
    double needed = forks.stream().mapToDouble(time::predict).sum();
    if (!first) {
      double own = needed / forks.size();
      needed += rest.stream().mapToDouble(time::predict).filter(other -> other < own).sum();
    }
    return elapsed() + needed <= limit.toSeconds();
  }

  /** Seconds after which an iteration of a row hangs. */
  public long timeoutSeconds(PlannedRow row) {
    return 600 + 10 * Math.round(time.predict(row));
  }

  /**
   * Time gone and time left, for people.
   *
   * @param rest forks to come, the first of which has run since a time
   * @param since {@link System#nanoTime}
   */
  public String clock(List<PlannedRow> rest, long since) {
    double left = rest.stream().mapToDouble(time::predict).sum();
    if (!rest.isEmpty()) {
      left -= Math.min(time.predict(rest.get(0)), (System.nanoTime() - since) / 1e9);
    }
    if (limit != null) {
      left = Math.min(left, limit.toSeconds() - elapsed());
    }
    return String.format(
        "(%s gone, about %s left)", Figures.words(elapsed()), Figures.words(Math.max(0, left)));
  }

  private double elapsed() {
    return (System.nanoTime() - start) / 1e9;
  }
}
