package dev.kvbench.results.compare;

import dev.kvbench.results.InputException;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      for (Row row : source.rows()) {
        Row stripped = without(row, ignored);
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

  private static Row without(Row row, Set<String> ignored) {
    if (ignored.isEmpty()) {
      return row;
    }
    SortedMap<String, String> params = new TreeMap<>(row.params());
    params.keySet().removeAll(ignored);
    return row.withParams(params);
  }
}
