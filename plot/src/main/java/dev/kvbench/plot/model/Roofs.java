package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The roofs of a roofline. A row's ceilings are measured at its own model: a small one may lie in a
 * cache that is read several times as fast as memory. One line stands for rows whose ceilings are
 * much the same, and none for others.
 *
 * @param drawn rows under one roof each
 * @param notes on what was left out, and why; none where nothing was
 */
record Roofs(List<Group> drawn, List<String> notes) {
  static final String PEAK = "ceilingGigaflops";
  static final String BANDWIDTH = "ceilingGigabytesPerSecond";

  /** Ceilings that are more than this many times apart are those of different roofs. */
  private static final double APART = 1.5;

  /** What ceilings depend on, but for the number format. */
  private static final Set<String> SIZES = Set.of("model", "embedSize", "threads", "device");

  /** Rows under one roof, and what their sizes are. */
  record Group(String dtype, List<String> sizes, List<Row> rows) {
    boolean isOneRoof() {
      return isNear(BANDWIDTH) && isNear(PEAK);
    }

    private boolean isNear(String metric) {
      return Range.of(values(metric)).ratio() <= APART;
    }

    List<Double> values(String metric) {
      return rows.stream().map(row -> RowFacts.metric(row, metric).orElseThrow()).sorted().toList();
    }

    /** The median over the rows. */
    double median(String metric) {
      List<Double> sorted = values(metric);
      int last = sorted.size() - 1;
      return (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
    }

    double ridge() {
      return median(PEAK) / median(BANDWIDTH);
    }

    Group with(Group other) {
      List<String> both = new ArrayList<>(sizes);
      both.addAll(other.sizes);
      List<Row> all = new ArrayList<>(rows);
      all.addAll(other.rows);
      return new Group(dtype, both, all);
    }

    String name() {
      String words =
          sizes.stream().filter(size -> !size.isEmpty()).collect(Collectors.joining(" / "));
      return dtype + (words.isEmpty() ? "" : ": " + words);
    }
  }

  /** Of rows that have both ceilings. */
  static Roofs of(List<Row> rows) {
    List<Group> drawn = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    rows.stream()
        .collect(Collectors.groupingBy(Roofs::dtype, TreeMap::new, Collectors.toList()))
        .forEach(
            (dtype, alike) -> {
              for (Group group : groups(dtype, alike)) {
                if (group.isOneRoof()) {
                  drawn.add(group);
                } else {
                  notes.add(
                      "no roof for "
                          + group.name()
                          + ": the ceilings of its rows are more than "
                          + Numbers.tick(APART)
                          + " times apart");
                }
              }
            });
    return new Roofs(drawn, notes);
  }

  /** All rows of a number format, or those of one size together, and sizes that share a roof. */
  private static List<Group> groups(String dtype, List<Row> rows) {
    Group all = new Group(dtype, List.of(), rows);
    Set<String> differing = RowFacts.differing(rows, Set.of());
    differing.retainAll(SIZES);
    if (all.isOneRoof() || differing.isEmpty()) {
      return List.of(all);
    }
    Map<String, List<Row>> bySize = new TreeMap<>();
    rows.forEach(
        row ->
            bySize
                .computeIfAbsent(RowFacts.words(row, differing), any -> new ArrayList<>())
                .add(row));
    List<Group> groups = new ArrayList<>();
    bySize.entrySet().stream()
        .map(
            size ->
                new Group(dtype, List.of(size.getKey().replaceFirst("^, ", "")), size.getValue()))
        .sorted(Comparator.comparing(group -> -group.median(BANDWIDTH)))
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

  private static String dtype(Row row) {
    return row.params().getOrDefault("dtype", "float32");
  }

  /** Where memory allows as much as arithmetic. */
  List<Double> ridges() {
    return drawn.stream().map(Group::ridge).toList();
  }

  /** A line for each roof: sloped what memory allows, flat what arithmetic allows. */
  List<Series> lines(Range intensities) {
    List<Series> lines = new ArrayList<>();
    for (Group group : drawn) {
      double bandwidth = group.median(BANDWIDTH);
      double peak = group.median(PEAK);
      lines.add(
          new Series(
              "measured ceilings, "
                  + group.name()
                  + " ("
                  + Numbers.figure(bandwidth)
                  + " GB/s, "
                  + Numbers.figure(peak)
                  + " gigaflops, medians over rows)",
              Pen.of(Pen.Tone.LIMIT, lines.size()),
              List.of(
                  Series.Point.of(intensities.low(), bandwidth * intensities.low()),
                  Series.Point.of(group.ridge(), peak),
                  Series.Point.of(intensities.high(), peak))));
    }
    return lines;
  }
}
