package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rows against what the machine allows: the roofline (Williams, Waterman and Patterson, "Roofline",
 * CACM 52(4), 2009). Ceilings are those that each row's own process measured.
 */
final class RooflineChart implements Chart {
  private static final String FLOPS = "flopsPerToken";
  private static final String BYTES = "bytesPerToken";
  private static final String RATE = "gigaflops";

  /** Secondary metrics that a row needs for a place. */
  private static final List<String> NEEDED =
      List.of(FLOPS, BYTES, RATE, Roofs.PEAK, Roofs.BANDWIDTH);

  /** A share of its roof below which something else must hold a row up. */
  private static final double FAR = 0.5;

  /** More names than this find no room. */
  private static final int FEW = 12;

  /** Room beside the outermost points. */
  private static final double BESIDE = 2;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        run.rows().stream()
            .filter(RowFacts::isOfArm)
            .filter(row -> NEEDED.stream().allMatch(m -> RowFacts.metric(row, m).isPresent()))
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    Roofs roofs = Roofs.of(rows);
    List<Series> series = series(rows);
    Range sight =
        Range.of(
            Stream.concat(rows.stream().map(RooflineChart::intensity), roofs.ridges().stream())
                .toList());
    List<String> notes = new ArrayList<>(roofs.notes());
    long far = rows.stream().filter(row -> share(row) < FAR).count();
    if (far > 0) {
      notes.add(
          far
              + " of "
              + rows.size()
              + " rows reach less than half of what their own ceilings allow: something else holds"
              + " them up, often the cost of calls");
    }
    notes.add("work and bytes of a token are counted by the cost model, the rate is measured");
    Heading heading =
        new Heading(
            "roofline",
            "What holds each row up: the roofline",
            Subtitle.of(run.environment(), rows),
            notes);
    return List.of(
        LinePicture.of(
                heading,
                Axis.of("floating-point operations for each byte that must be read", "", true),
                Axis.of("billions of operations a second", "", true),
                series)
            .against(roofs.lines(sight.widened(BESIDE)))
            .labelled(rows.size() <= FEW ? LinePicture.Labels.NAMES : LinePicture.Labels.NONE));
  }

  private static List<Series> series(List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Set.of("policy"));
    Map<Arm, List<Series.Point>> points = new EnumMap<>(Arm.class);
    for (Row row : rows) {
      double rate = RowFacts.metric(row, RATE).orElseThrow();
      String name = (RowFacts.policy(row) + RowFacts.words(row, differing)).replaceFirst("^, ", "");
      points
          .computeIfAbsent(RowFacts.arm(row), any -> new ArrayList<>())
          .add(new Series.Point(intensity(row), Series.Point.of(0, rate).y(), name));
    }
    List<Series> series = new ArrayList<>();
    points.forEach(
        (arm, own) ->
            series.add(new Series(arm.word() + " rows, measured", Pen.of(arm, 0).unjoined(), own)));
    return series;
  }

  private static double intensity(Row row) {
    return RowFacts.metric(row, FLOPS).orElseThrow() / RowFacts.metric(row, BYTES).orElseThrow();
  }

  /** The measured rate as a fraction of what the row's own ceilings allow. */
  private static double share(Row row) {
    double roof =
        Math.min(
            RowFacts.metric(row, Roofs.PEAK).orElseThrow(),
            RowFacts.metric(row, Roofs.BANDWIDTH).orElseThrow() * intensity(row));
    return RowFacts.metric(row, RATE).orElseThrow() / roof;
  }
}
