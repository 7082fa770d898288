package dev.kvbench.results.history;

import dev.kvbench.results.jmh.Differing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A row's key taken apart again.
 *
 * @param benchmark fully qualified name of the method
 * @param facts mode, parameters and threads by name
 */
record RowWords(String benchmark, SortedMap<String, String> facts) {

  /** Takes apart what {@link dev.kvbench.results.jmh.Row#key()} put together. */
  static RowWords of(String key) {
    String[] words = key.split(" ", -1);
    SortedMap<String, String> facts = new TreeMap<>();
    String name = "mode";
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        // the mode, or a value with a space in it
        facts.merge(name, words[i], (begin, more) -> begin + " " + more);
      } else {
        name = words[i].substring(0, equals);
        facts.put(name, words[i].substring(equals + 1));
      }
    }
    return new RowWords(words[0], facts);
  }

  /**
   * Short names by key: class, method, and what tells the rows of one method apart.
   *
   * @return in the order of the keys
   */
  static Map<String, String> names(Collection<String> keys) {
    Map<String, List<RowWords>> methods = new LinkedHashMap<>();
    keys.stream()
        .map(RowWords::of)
        .forEach(row -> methods.computeIfAbsent(row.benchmark, any -> new ArrayList<>()).add(row));
    Map<String, Set<String>> differing = new HashMap<>();
    methods.forEach(
        (benchmark, rows) ->
            differing.put(
                benchmark, Differing.namesOrMissing(rows.stream().map(RowWords::facts).toList())));
    Map<String, String> names = new LinkedHashMap<>();
    for (String key : keys) {
      RowWords row = of(key);
      StringBuilder name = new StringBuilder(row.method());
      for (String fact : differing.get(row.benchmark)) {
        name.append(' ').append(fact).append('=').append(row.facts.getOrDefault(fact, "none"));
      }
      names.put(key, name.toString());
    }
    return names;
  }

  /** Class and method without the package. */
  private String method() {
    int dot = benchmark.lastIndexOf('.');
    return benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1);
  }
}
