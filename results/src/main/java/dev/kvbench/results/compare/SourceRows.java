package dev.kvbench.results.compare;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rows of one or several sources, those of the baseline or of the candidate, by name. A row
 * that is in several sources has the forks of all of them, so that runs taken in turns (A B B A)
 * count as one run of each side.
 */
final class SourceRows {
  private SourceRows() {}

  /**
   * A row and where it was read.
   *
   * @param row as it was measured, of which its figures are
   * @param named the same with the parameters only that its name has
   * @param key its name with ignored parameters
   */
  record Located(Source source, Row row, Row named, String key) {}

  /** What the rows of these sources, which are those of all sides, are called. */
  static RowMatching names(Collection<Source> a, Collection<Source> b, Set<String> ignored) {
    List<List<Row>> runs = Stream.concat(a.stream(), b.stream()).map(Source::rows).toList();
    SortedSet<String> known = new TreeSet<>();
    runs.forEach(rows -> rows.forEach(row -> known.addAll(row.params().keySet())));
    SortedSet<String> unknown = new TreeSet<>(ignored);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new InputException(
          "--ignore-param "
              + String.join(",", unknown)
              + ": no row has such a parameter"
              + (known.isEmpty() ? ", nor any" : "; there are " + String.join(", ", known)));
    }
    return RowMatching.of(runs, ignored);
  }

  /**
   * The measurements of each row, in the order of the sources.
   *
   * @param names of the rows of both sides
   * @throws InputException if a source has no rows, or one twice, whose forks are not to be pooled
   */
  static Map<String, List<Located>> rows(List<Source> sources, RowMatching names) {
    Map<String, List<Located>> rows = new LinkedHashMap<>();
    for (Source source : sources) {
      if (source.rows().isEmpty()) {
        throw new InputException(
            source.path() + ": holds no results, all benchmarks of it failed; measure again");
      }
      Set<String> own = new HashSet<>();
      for (Row row : source.rows()) {
        Row named = names.named(row);
        String key = named.key();
        String fullKey = names.fullKey(row);
        if (!own.add(key)) {
          throw new InputException(
              source.path()
                  + ": holds "
                  + key
                  + " twice"
                  + (key.equals(fullKey)
                      ? "; keep one of the two"
                      : ", the ignored parameters left out; they are what tells its rows apart"));
        }
        rows.computeIfAbsent(key, any -> new ArrayList<>())
            .add(new Located(source, row, named, fullKey));
      }
    }
    return rows;
  }
}
