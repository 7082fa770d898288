package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a token would cost if nothing but the machine's ceiling held it up: for the cached arm how
 * fast memory is read, for the uncached arm how fast numbers are multiplied.
 */
final class Ceilings {
  static final String POSITION = "position";

  /** The policy that all others are compared with, where it was measured. */
  static final String COMPARED = "ring";

  /** A row's bytes or operations of one token, and the ceiling they are divided by. */
  private record Limit(Arm arm, String name, String work, String giga) {}

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

  private Ceilings() {}

  /** A line for each arm and setting with the metrics, in microseconds over positions. */
  static List<Line> lines(List<Row> rows) {
    Set<String> differing = ArmLines.differing(rows, Set.of(POSITION, "policy"));
    return LIMITS.stream().flatMap(limit -> lines(limit, rows, differing).stream()).toList();
  }

  private static List<Line> lines(Limit limit, List<Row> rows, Set<String> differing) {
    Map<String, SortedMap<Integer, Double>> settings = new TreeMap<>();
    rows.stream()
        .filter(row -> row.method().equals(limit.arm().word()))
        .sorted(Comparator.comparing(Ceilings::policy))
        .forEach(
            row ->
                microseconds(limit, row)
                    .ifPresent(
                        time ->
                            settings
                                .computeIfAbsent(
                                    ArmLines.setting(row, differing), any -> new TreeMap<>())
                                .putIfAbsent(ArmLines.count(row, POSITION), time)));
    List<Line> lines = new ArrayList<>();
    settings.forEach(
        (setting, byPosition) ->
            lines.add(
                new Line(
                    limit.name() + setting,
                    Pen.reference(limit.arm(), lines.size()),
                    points(byPosition))));
    return lines;
  }

  private static List<Line.Point> points(SortedMap<Integer, Double> byPosition) {
    List<Line.Point> points = new ArrayList<>();
    byPosition.forEach(
        (position, time) ->
            points.add(new Line.Point(position, new Estimate(time, Double.NaN, Double.NaN, 1))));
    return points;
  }

  /** Sorts {@link #COMPARED} first, and the others by name. */
  private static String policy(Row row) {
    String policy = row.params().getOrDefault("policy", "");
    return policy.equals(COMPARED) ? "" : policy;
  }

  private static OptionalDouble microseconds(Limit limit, Row row) {
    Metric work = row.secondary().get(limit.work());
    Metric giga = row.secondary().get(limit.giga());
    if (work == null || giga == null || !(work.score() > 0) || !(giga.score() > 0)) {
      return OptionalDouble.empty();
    }
    // the metric is of one sequence's token, the time of one token of every sequence
    int sequences = ArmLines.counts(row, "batchSize") ? ArmLines.count(row, "batchSize") : 1;
    return OptionalDouble.of(sequences * work.score() / (giga.score() * 1e3));
  }
}
