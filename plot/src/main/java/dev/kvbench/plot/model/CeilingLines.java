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
  private CeilingLines() {}

  /** A line in microseconds for each arm and setting with the metrics, of its compared policy. */
  static List<Series> of(List<Row> rows) {
    List<Series> lines = new ArrayList<>();
    lines.addAll(
        lines(
            rows,
            Arm.UNCACHED,
            "predicted from the ceilings: uncached (arithmetic at full rate)",
            "flopsPerToken",
            "ceilingGigaflops"));
    lines.addAll(
        lines(
            rows,
            Arm.CACHED,
            "predicted from the ceilings: cached (memory read at full bandwidth)",
            "bytesPerToken",
            "ceilingGigabytesPerSecond"));
    return lines;
  }

  /**
   * The lines of an arm.
   *
   * @param work the metric of a token's bytes or operations
   * @param ceiling the metric of the ceiling, in 1e9 of them a second
   */
  private static List<Series> lines(
      List<Row> rows, Arm arm, String name, String work, String ceiling) {
    List<Row> own = rows.stream().filter(row -> row.isOf(arm)).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    Set<String> differing = RowFacts.differing(rows, Set.of(PositionChart.POSITION, "policy"));
    String compared = RowFacts.comparedPolicy(own);
    Map<String, SortedMap<Integer, Double>> settings = new TreeMap<>();
    own.stream()
        .sorted(Comparator.comparing(row -> !RowFacts.policy(row).equals(compared)))
        .forEach(
            row -> {
              OptionalDouble amount = RowFacts.metric(row, work);
              OptionalDouble limit = RowFacts.metric(row, ceiling);
              if (amount.isPresent() && limit.isPresent()) {
                // the metric is of one sequence's token, the time of one of every sequence
                int sequences = row.count("batchSize").orElse(1);
                settings
                    .computeIfAbsent(RowFacts.words(row, differing), any -> new TreeMap<>())
                    .putIfAbsent(
                        row.count(PositionChart.POSITION).orElseThrow(),
                        sequences * amount.getAsDouble() / (limit.getAsDouble() * 1e3));
              }
            });
    List<Series> lines = new ArrayList<>();
    settings.forEach(
        (words, points) ->
            lines.add(
                new Series(
                    name + words,
                    Pen.reference(arm, lines.size()),
                    points.entrySet().stream()
                        .map(point -> Series.Point.of(point.getKey(), point.getValue()))
                        .toList())));
    return lines;
  }
}
