package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a token would cost if nothing but the machine's ceiling limited it: for the cached arm how
 * fast memory is read, for the uncached arm how fast numbers are multiplied. A prediction.
 */
final class CeilingLines {
  /** A row's bytes or operations of one token, and the ceiling in 1e9 of them a second. */
  private record Limit(Arm arm, String name, String work, String ceiling) {}

  private static final List<Limit> LIMITS =
      List.of(
          new Limit(
              Arm.UNCACHED,
              "predicted from the ceilings: uncached (arithmetic at full rate)",
              "flopsPerToken",
              "ceilingGigaflops"),
          new Limit(
              Arm.CACHED,
              "predicted from the ceilings: cached (memory read at full bandwidth)",
              "bytesPerToken",
              "ceilingGigabytesPerSecond"));

  private CeilingLines() {}

  /** A line in microseconds for each arm and setting with the metrics, of its compared policy. */
  static List<Series> of(List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Set.of(PositionChart.POSITION, "policy"));
    String first =
        ComparedPolicy.among(
                rows.stream().map(row -> row.params().getOrDefault("policy", "")).toList())
            .orElse("");
    List<Series> lines = new ArrayList<>();
    for (Limit limit : LIMITS) {
      Map<String, SortedMap<Integer, Double>> settings = new TreeMap<>();
      rows.stream()
          .filter(row -> RowFacts.arm(row) == limit.arm())
          .sorted(Comparator.comparing(row -> !RowFacts.policy(row).equals(first)))
          .forEach(
              row ->
                  microseconds(limit, row)
                      .ifPresent(
                          time ->
                              settings
                                  .computeIfAbsent(
                                      RowFacts.words(row, differing), any -> new TreeMap<>())
                                  .putIfAbsent(
                                      row.count(PositionChart.POSITION).orElseThrow(), time)));
      int index = 0;
      for (Map.Entry<String, SortedMap<Integer, Double>> line : settings.entrySet()) {
        lines.add(
            new Series(
                limit.name() + line.getKey(),
                Pen.reference(limit.arm(), index++),
                line.getValue().entrySet().stream()
                    .map(point -> Series.Point.of(point.getKey(), point.getValue()))
                    .toList()));
      }
    }
    return lines;
  }

  private static OptionalDouble microseconds(Limit limit, Row row) {
    OptionalDouble work = RowFacts.metric(row, limit.work());
    OptionalDouble ceiling = RowFacts.metric(row, limit.ceiling());
    if (work.isEmpty() || ceiling.isEmpty()) {
      return OptionalDouble.empty();
    }
    // the metric is of one sequence's token, the time of one token of every sequence
    int sequences = row.count("batchSize").orElse(1);
    return OptionalDouble.of(sequences * work.getAsDouble() / (ceiling.getAsDouble() * 1e3));
  }
}
