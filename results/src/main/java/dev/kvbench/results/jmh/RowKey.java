package dev.kvbench.results.jmh;

import java.util.List;
import java.util.TreeMap;

/** Takes a row's key apart again, for files that keep no more of a row. */
public final class RowKey {
  private RowKey() {}

  /**
   * The row of a key, without figures. A value may hold spaces; what follows one and looks like
   * {@code name=value} is taken for a parameter.
   *
   * @param key as {@link Row#key} or {@link Row#line()} puts it together
   */
  public static Row parse(String key) {
    String[] words = key.split(" ", -1);
    TreeMap<String, String> facts = new TreeMap<>();
    String name = "";
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        facts.merge(name, words[i], (begin, more) -> begin + " " + more);
      } else {
        name = words[i].substring(0, equals);
        facts.put(name, words[i].substring(equals + 1));
      }
    }
    String mode = facts.getOrDefault("", "");
    int threads = count(facts.get("jmhThreads"));
    int batchSize = count(facts.get("jmhBatchSize"));
    facts.keySet().removeAll(List.of("", "jmhThreads", "jmhBatchSize"));
    Metric none = new Metric(Double.NaN, Double.NaN, "", List.of());
    return new Row(words[0], mode, threads, batchSize, 0, facts, none, new TreeMap<>());
  }

  private static int count(String value) {
    return value != null && value.matches("\\d{1,9}") ? Integer.parseInt(value) : 1;
  }
}
