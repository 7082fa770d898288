package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows against what the machine and the cost model allow: the roofline (Williams, Waterman and
 * Patterson, "Roofline", CACM 52(4), 2009) and predicted beside measured times. Ceilings are those
 * that each row's own process measured.
 */
public final class Rooflines {
  private static final String FLOPS = "flopsPerToken";
  private static final String BYTES = "bytesPerToken";
  private static final String RATE = "gigaflops";
  static final String PEAK = "ceilingGigaflops";
  static final String BANDWIDTH = "ceilingGigabytesPerSecond";

  /** A share of its roof below which something else must hold a row up. */
  private static final double FAR = 0.5;

  /** Secondary metrics that a row needs for a place on the roofline. */
  public static final List<String> NEEDED = List.of(FLOPS, BYTES, RATE, PEAK, BANDWIDTH);

  private Rooflines() {}

  /** The roofline; empty where no row has all of {@link #NEEDED}. */
  public static Optional<Picture> roofline(List<Row> rows) {
    List<Row> own = rows.stream().filter(Rooflines::hasPlace).toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Roofs roofs = Roofs.of(own);
    Set<String> differing = differing(own);
    List<Picture.RoofDot> dots =
        own.stream()
            .map(
                row ->
                    new Picture.RoofDot(
                        name(row, differing),
                        Arm.ofMethod(row.method()).orElseThrow(),
                        value(row, FLOPS).orElseThrow() / value(row, BYTES).orElseThrow(),
                        value(row, RATE).orElseThrow(),
                        value(row, BANDWIDTH).orElseThrow(),
                        value(row, PEAK).orElseThrow()))
            .toList();
    List<String> notes = new ArrayList<>();
    if (!roofs.drawn().isEmpty()) {
      notes.add(
          "sloped: as fast as memory was read; flat: as fast as matrices were multiplied; each"
              + " the median of what the rows' own processes measured, the band from the lowest"
              + " to the highest");
    }
    notes.addAll(roofs.notes());
    notes.add("a row's percentage is of its own processes' ceilings, not of the line above it");
    long far = dots.stream().filter(dot -> dot.share() < FAR).count();
    if (far > 0) {
      notes.add(
          far
              + " of "
              + dots.size()
              + " rows reach less than half of what their own ceilings allow: these are held up by"
              + " something else, often by the cost of calls");
    }
    notes.add("work and bytes of a token are counted by the cost model, the rate is measured");
    return Optional.of(
        new Picture.Roofline(
            "roofline",
            "What holds each row up: the roofline",
            List.copyOf(notes),
            roofs.drawn(),
            dots));
  }

  /** Predicted and measured times; empty where no row of an arm has a prediction. */
  public static Optional<Picture> predictions(List<Row> rows) {
    List<Row> own =
        rows.stream()
            .filter(row -> Arm.ofMethod(row.method()).isPresent())
            .filter(row -> value(row, "predictedMicroseconds").isPresent())
            .filter(row -> Seconds.perOperation(row.primary().unit()).isPresent())
            .toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Set<String> differing = differing(own);
    List<Picture.Pair> pairs =
        own.stream()
            .map(
                row ->
                    new Picture.Pair(
                        name(row, differing),
                        Arm.ofMethod(row.method()).orElseThrow(),
                        microseconds(row),
                        value(row, "predictedMicroseconds").orElseThrow()))
            .toList();
    return Optional.of(
        new Picture.Pairs(
            "prediction",
            "Predicted and measured time of an operation",
            List.of(
                "filled: measured; hollow and grey: predicted by the cost model from the counted"
                    + " calls and the measured ceilings; it is a lower limit rather than a"
                    + " forecast"),
            pairs,
            "time of one operation"));
  }

  private static Estimate microseconds(Row row) {
    double factor = 1e6 * Seconds.perOperation(row.primary().unit()).orElseThrow();
    return Estimates.of(row).times(factor);
  }

  private static boolean hasPlace(Row row) {
    return Arm.ofMethod(row.method()).isPresent()
        && NEEDED.stream().allMatch(name -> value(row, name).isPresent());
  }

  private static Set<String> differing(List<Row> rows) {
    return Differing.namesOrMissing(rows.stream().map(Row::params).toList());
  }

  /** Class, arm and the parameters that tell rows apart. */
  private static String name(Row row, Set<String> differing) {
    String words = row.className().replaceFirst("Benchmark$", "") + ", " + row.method();
    return words
        + differing.stream()
            .filter(param -> row.params().containsKey(param))
            .map(param -> ", " + param + " " + row.params().get(param))
            .collect(Collectors.joining());
  }

  /** A secondary metric that is a positive number. */
  static OptionalDouble value(Row row, String name) {
    Metric metric = row.secondary().get(name);
    return metric != null && metric.score() > 0 && Double.isFinite(metric.score())
        ? OptionalDouble.of(metric.score())
        : OptionalDouble.empty();
  }
}
