package dev.kvbench.results.jmh;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what tells rows apart. */
public final class Differing {
  private Differing() {}

  /** Names that do not have one value in all maps that have them, sorted. */
  public static NavigableSet<String> names(Collection<? extends Map<String, String>> maps) {
    Map<String, Set<String>> values = new TreeMap<>();
    maps.forEach(
        map ->
            map.forEach(
                (name, value) -> values.computeIfAbsent(name, any -> new HashSet<>()).add(value)));
    NavigableSet<String> names = new TreeSet<>();
    values.forEach(
        (name, several) -> {
          if (several.size() > 1) {
            names.add(name);
          }
        });
    return names;
  }

  /**
   * As {@link #names}, and those that only some have: for rows of one benchmark, of which one knew
   * a parameter that another did not yet.
   */
  public static NavigableSet<String> namesOrMissing(
      Collection<? extends Map<String, String>> maps) {
    NavigableSet<String> names = names(maps);
    Map<String, Integer> known = new TreeMap<>();
    maps.forEach(map -> map.keySet().forEach(name -> known.merge(name, 1, Integer::sum)));
    known.forEach(
        (name, count) -> {
          if (count < maps.size()) {
            names.add(name);
          }
        });
    return names;
  }
}
