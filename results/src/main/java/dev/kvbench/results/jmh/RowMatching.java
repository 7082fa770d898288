package dev.kvbench.results.jmh;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows of several runs are the same row: those of one key. The key of a row leaves out
 * parameters that are to be ignored, and those that mean nothing to the row ({@link
 * Row#meaningful}): another cache policy in a suite does not make the uncached arm another row.
 *
 * <p>Plain JMH measures the uncached arm once for each policy that it is given. If one run has such
 * rows, which only these tell apart, they keep them in all runs.
 */
public final class RowMatching {
  private final Set<String> ignored;
  private final Set<String> repeated;

  private RowMatching(Set<String> ignored, Set<String> repeated) {
    this.ignored = Set.copyOf(ignored);
    this.repeated = Set.copyOf(repeated);
  }

  /**
   * Names the rows of some runs.
   *
   * @param runs the rows of each run, of all that stand beside each other
   * @param ignored parameters that do not make rows different
   */
  public static RowMatching of(Collection<List<Row>> runs, Set<String> ignored) {
    Set<String> repeated = new HashSet<>();
    for (List<Row> run : runs) {
      Set<String> seen = new HashSet<>();
      for (Row row : run) {
        String key = row.meaningful().withoutParams(ignored).key();
        if (!seen.add(key)) {
          repeated.add(key);
        }
      }
    }
    return new RowMatching(ignored, repeated);
  }

  /** The row with those parameters only that its name has. */
  public Row named(Row row) {
    return called(row).withoutParams(ignored);
  }

  /** The row's name, by which it is found in other runs. */
  public String key(Row row) {
    return named(row).key();
  }

  /** The row's name with the parameters that are ignored here. */
  public String fullKey(Row row) {
    return called(row).key();
  }

  private Row called(Row row) {
    Row meant = row.meaningful();
    return repeated.contains(meant.withoutParams(ignored).key()) ? row : meant;
  }
}
