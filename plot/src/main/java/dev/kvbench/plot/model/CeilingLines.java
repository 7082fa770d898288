package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a token would cost if nothing but the machine's ceiling limited it: for the cached arm how
 * fast memory is read, for the uncached arm how fast numbers are multiplied. Calls are left out.
 */
final class CeilingLines {
  private CeilingLines() {}

  /** A line in microseconds for each arm and setting with the metrics, of its compared policy. */
  static List<Series> of(List<Row> rows) {
    List<Series> series = new ArrayList<>();
    series.addAll(of(rows, Arm.UNCACHED, "arithmetic alone", "flopsPerToken", "ceilingGigaflops"));
    series.addAll(
        of(rows, Arm.CACHED, "memory alone", "bytesPerToken", "ceilingGigabytesPerSecond"));
    return series;
  }

  /**
   * The lines of an arm.
   *
   * @param name what the ceiling is of
   * @param work the metric of a token's bytes or operations
   * @param ceiling the metric of the ceiling, in 1e9 of them a second
   */
  private static List<Series> of(
      List<Row> rows, Arm arm, String name, String work, String ceiling) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.isOf(arm))
            .filter(row -> RowFacts.metric(row, work).isPresent())
            .filter(row -> RowFacts.metric(row, ceiling).isPresent())
            .toList();
    if (own.isEmpty()) {
      return List.of();
    }
    String compared = RowFacts.comparedPolicy(own);
    List<ArmLine> lines =
        ArmLine.of(
            own.stream().filter(row -> RowFacts.policy(row).equals(compared)).toList(),
            PositionChart.POSITION);
    return lines.stream()
        .map(
            line ->
                new Series(
                    "ceiling, " + (lines.size() == 1 ? arm.word() : line.name()) + ": " + name,
                    Pen.reference(arm, lines.indexOf(line)),
                    line.series(row -> Optional.of(microseconds(row, work, ceiling))).points()))
        .toList();
  }

  /** The metrics are of one sequence's token, the time is of one token of every sequence. */
  private static Estimate microseconds(Row row, String work, String ceiling) {
    double one =
        RowFacts.metric(row, work).orElseThrow() / RowFacts.metric(row, ceiling).orElseThrow();
    return Series.exactly(row.count("batchSize").orElse(1) * one / 1e3);
  }
}
