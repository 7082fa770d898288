package dev.kvbench.plot;

import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The roofs of a roofline. A row's ceilings are measured at its own model: a small one may lie in a
 * cache that is read several times as fast as memory. One line stands for rows whose ceilings are
 * much the same, and none for others.
 *
 * @param drawn a roof for each number format, or for each of its model sizes that are far apart
 * @param notes on what was split or left out, and why; none where nothing was
 */
record Roofs(List<Picture.Roof> drawn, List<String> notes) {
  /** Ceilings that are more than this many times apart are those of different roofs. */
  private static final double APART = 1.5;

  /** What ceilings depend on, but for the number format. */
  private static final Set<String> SIZES = Set.of("model", "embedSize", "threads", "device");

  /** Rows under one roof, and each of their sizes in words. */
  private record Group(List<String> sizes, List<Row> rows) {
    boolean isOneRoof() {
      return isNear(bandwidth()) && isNear(rate());
    }

    private static boolean isNear(Picture.Spread spread) {
      return spread.high() <= APART * spread.low();
    }

    Picture.Spread bandwidth() {
      return spread(rows, Rooflines.BANDWIDTH);
    }

    Picture.Spread rate() {
      return spread(rows, Rooflines.PEAK);
    }

    Group with(Group other) {
      List<String> both = new ArrayList<>(sizes);
      both.addAll(other.sizes);
      List<Row> all = new ArrayList<>(rows);
      all.addAll(other.rows);
      return new Group(both, all);
    }
  }

  /** Of rows that have both ceilings. */
  static Roofs of(List<Row> rows) {
    List<Picture.Roof> drawn = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    rows.stream()
        .collect(Collectors.groupingBy(Roofs::dtype, TreeMap::new, Collectors.toList()))
        .forEach((dtype, alike) -> add(dtype, alike, drawn, notes));
    return new Roofs(List.copyOf(drawn), List.copyOf(notes));
  }

  private static void add(
      String dtype, List<Row> alike, List<Picture.Roof> drawn, List<String> notes) {
    Group all = new Group(List.of(), alike);
    Set<String> differing =
        new TreeSet<>(Differing.namesOrMissing(alike.stream().map(Row::params).toList()));
    differing.retainAll(SIZES);
    List<Group> groups =
        all.isOneRoof() || differing.isEmpty() ? List.of(all) : groups(alike, differing);
    if (groups.size() > 1) {
      notes.add(
          dtype
              + ": a roof for each "
              + String.join(" and ", differing)
              + " whose ceilings are more than "
              + Numbers.tick(APART)
              + " times apart");
    }
    for (Group group : groups) {
      String name = dtype + name(group, differing);
      if (group.isOneRoof()) {
        drawn.add(new Picture.Roof(name, group.bandwidth(), group.rate()));
      } else {
        notes.add(
            "no roof for "
                + name
                + ": its rows' processes read memory at "
                + range(group.bandwidth())
                + " GB/s and multiplied at "
                + range(group.rate())
                + " gigaflops, which no one line can stand for");
      }
    }
  }

  /** Rows of one size together, and sizes together that one roof can stand for. */
  private static List<Group> groups(List<Row> rows, Set<String> differing) {
    Map<String, List<Row>> bySize = new TreeMap<>();
    rows.forEach(
        row -> bySize.computeIfAbsent(size(row, differing), any -> new ArrayList<>()).add(row));
    List<Group> groups = new ArrayList<>();
    bySize.entrySet().stream()
        .map(size -> new Group(List.of(size.getKey()), size.getValue()))
        .sorted(Comparator.comparing(group -> -group.bandwidth().median()))
        .forEach(
            group -> {
              int last = groups.size() - 1;
              if (last >= 0 && groups.get(last).with(group).isOneRoof()) {
                groups.set(last, groups.get(last).with(group));
              } else {
                groups.add(group);
              }
            });
    return groups;
  }

  private static String size(Row row, Set<String> differing) {
    return differing.stream()
        .map(param -> row.params().getOrDefault(param, "unknown"))
        .collect(Collectors.joining("/"));
  }

  private static String name(Group group, Set<String> differing) {
    return group.sizes().isEmpty()
        ? ""
        : ", "
            + String.join("/", differing)
            + " "
            + group.sizes().stream()
                .sorted(Comparator.comparing(String::length).thenComparing(size -> size))
                .collect(Collectors.joining(", "));
  }

  private static String range(Picture.Spread spread) {
    return String.format(Locale.ROOT, "%.3g to %.3g", spread.low(), spread.high());
  }

  private static String dtype(Row row) {
    return row.params().getOrDefault("dtype", "float32");
  }

  private static Picture.Spread spread(List<Row> rows, String metric) {
    double[] sorted =
        rows.stream()
            .mapToDouble(row -> Rooflines.value(row, metric).orElseThrow())
            .sorted()
            .toArray();
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return new Picture.Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
