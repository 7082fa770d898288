package dev.kvbench.results.jmh;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds what tells rows apart. */
public final class Differing {
  private Differing() {}

  /** Names that do not have one value in all maps that have them. */
  public static SortedSet<String> names(Collection<? extends Map<String, String>> maps) {
    return names(maps, Objects::nonNull);
  }

  /**
   * As {@link #names}, and those that only some have: for rows of one benchmark, of which one knew
   * a parameter that another did not yet.
   */
  public static SortedSet<String> namesOrMissing(Collection<? extends Map<String, String>> maps) {
    return names(maps, any -> true);
  }

  private static SortedSet<String> names(
      Collection<? extends Map<String, String>> maps, Predicate<String> counts) {
    return maps.stream()
        .flatMap(map -> map.keySet().stream())
        .distinct()
        .filter(
            name -> maps.stream().map(map -> map.get(name)).filter(counts).distinct().count() > 1)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
