package dev.kvbench.results.jmh;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.Visible;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Short names for people of the rows at hand: class and method, and of package, mode, JMH's
 * threads, batch size and parameters as much as tells these rows apart. Characters that cannot be
 * seen are written as escapes. {@link Row#key} is the whole name.
 */
public final class RowNames {
  private final Set<String> benchmarks;
  private final RowMatching matching;
  private final List<String> columns;

  /** By the full name of a class, what tells its rows apart. */
  private final Map<String, SortedSet<String>> byClass = new HashMap<>();

  private RowNames(Collection<Row> rows) {
    benchmarks = rows.stream().map(Row::benchmark).collect(Collectors.toSet());
    matching = RowMatching.of(List.of(List.copyOf(rows)), Set.of());
    columns = List.copyOf(Differing.names(facts(rows)));
    rows.stream()
        .collect(Collectors.groupingBy(Row::owner))
        .forEach((owner, own) -> byClass.put(owner, Differing.names(facts(own))));
    // A parameter that only some rows of one method have tells them apart too.
    rows.stream()
        .collect(Collectors.groupingBy(Row::benchmark))
        .forEach(
            (benchmark, own) ->
                byClass.get(own.get(0).owner()).addAll(Differing.namesOrMissing(facts(own))));
  }

  /** The names of these rows beside each other. */
  public static RowNames of(Collection<Row> rows) {
    return new RowNames(rows);
  }

  /**
   * The row's name: {@code GenerateBenchmark.cached policy=ring steps=100}.
   *
   * @param row one of those that this was made of
   */
  public String of(Row row) {
    Map<String, String> facts = facts(row);
    StringBuilder name = new StringBuilder(benchmark(row));
    for (String fact : byClass.getOrDefault(row.owner(), new TreeSet<>(facts.keySet()))) {
      if (facts.containsKey(fact)) {
        name.append(' ').append(Visible.of(fact + "=" + facts.get(fact)));
      }
    }
    return name.toString();
  }

  /** Class and method, with as much of the package as tells these rows' benchmarks apart. */
  public String benchmark(Row row) {
    return Visible.of(shortName(row.benchmark()));
  }

  /** What tells the rows apart beside their benchmark, as the columns of a table. */
  public List<String> columns() {
    return columns.stream().map(Visible::of).toList();
  }

  /** The row's values in {@link #columns}; {@value Numbers#NONE} where it has none. */
  public List<String> cells(Row row) {
    Map<String, String> facts = facts(row);
    return columns.stream()
        .map(name -> Visible.of(facts.getOrDefault(name, Numbers.NONE)))
        .toList();
  }

  /** The parameters that all of the rows share, by name. */
  public static Map<String, String> shared(Collection<Row> rows) {
    Map<String, String> shared = new LinkedHashMap<>();
    List<SortedMap<String, String>> params =
        rows.stream().map(row -> row.meaningful().params()).toList();
    params.forEach(shared::putAll);
    shared.keySet().removeAll(Differing.names(params));
    Map<String, String> visible = new LinkedHashMap<>();
    shared.forEach((name, value) -> visible.put(Visible.of(name), Visible.of(value)));
    return visible;
  }

  private List<Map<String, String>> facts(Collection<Row> rows) {
    return rows.stream().map(this::facts).toList();
  }

  private Map<String, String> facts(Row row) {
    return row.setting(matching.named(row).params());
  }

  /** A benchmark's last two words, and more of them where others end in the same. */
  private String shortName(String benchmark) {
    for (int words = 2; ; words++) {
      int length = words;
      String name = last(benchmark, length);
      if (name.equals(benchmark)
          || benchmarks.stream().filter(other -> last(other, length).equals(name)).count() <= 1) {
        return name;
      }
    }
  }

  private static String last(String benchmark, int words) {
    int start = benchmark.length();
    for (int word = 0; word < words && start >= 0; word++) {
      start = benchmark.lastIndexOf('.', start - 1);
    }
    return benchmark.substring(start + 1);
  }
}
