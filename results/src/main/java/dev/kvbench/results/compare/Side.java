package dev.kvbench.results.compare;

import dev.kvbench.results.Arm;
import dev.kvbench.results.InputException;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The baseline or the candidate: the rows of one or several sources by key. A row that is in
 * several sources has the forks of all of them, so that runs taken in turns (A B B A) count as one
 * run of each side.
 *
 * @param rows the measurements of each row, in the order of the sources
 */
record Side(Map<String, List<Located>> rows) {
  /** The package of kvbench's benchmarks; what an arm and a policy are is known of these alone. */
  private static final String OWN = "dev.kvbench.";

  private static final Set<String> POLICY = Set.of("policy");

  /**
   * A row and where it was read.
   *
   * @param key that it has there, ignored parameters included
   */
  record Located(Source source, Row row, String key) {
    Located(Source source, Row row) {
      this(source, row, row.key());
    }
  }

  /**
   * Collects rows.
   *
   * @param ignored parameters that do not make rows different
   * @throws InputException if a source has no rows, or one twice, whose forks are not to be pooled
   */
  static Side of(List<Source> sources, Set<String> ignored) {
    Map<String, List<Located>> rows = new LinkedHashMap<>();
    for (Source source : sources) {
      if (source.rows().isEmpty()) {
        throw new InputException(
            source.path() + ": holds no results, all benchmarks of it failed; measure again");
      }
      Set<String> own = new HashSet<>();
      Set<String> repeated = repeatedWithoutPolicy(source.rows());
      for (Row row : source.rows()) {
        Row meant = withoutPolicy(row);
        Row stripped = without(repeated.contains(meant.key()) ? row : meant, ignored);
        String key = stripped.key();
        if (!own.add(key)) {
          throw new InputException(
              source.path()
                  + ": holds "
                  + key
                  + " twice"
                  + (ignored.isEmpty()
                      ? "; keep one of the two"
                      : ", the ignored parameters left out; they are what tells its rows apart"));
        }
        rows.computeIfAbsent(key, any -> new ArrayList<>())
            .add(new Located(source, stripped, row.key()));
      }
    }
    return new Side(rows);
  }

  /**
   * Keys that several rows have once a cache's policy is taken off the arm without a cache. Plain
   * JMH measures that arm once for every policy that it is given; there the policy has to stay.
   */
  private static Set<String> repeatedWithoutPolicy(List<Row> rows) {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (Row row : rows) {
      String key = withoutPolicy(row).key();
      if (!seen.add(key)) {
        repeated.add(key);
      }
    }
    return repeated;
  }

  /**
   * An uncached row without its policy, which means nothing to it: another one, in a suite that
   * names another, does not make it another row. Any other row as it is.
   */
  private static Row withoutPolicy(Row row) {
    boolean uncached =
        row.benchmark().startsWith(OWN)
            && Arm.ofMethod(row.method()).equals(Optional.of(Arm.UNCACHED));
    return uncached ? without(row, POLICY) : row;
  }

  private static Row without(Row row, Set<String> ignored) {
    if (ignored.isEmpty()) {
      return row;
    }
    SortedMap<String, String> params = new TreeMap<>(row.params());
    params.keySet().removeAll(ignored);
    return row.withParams(params);
  }
}
