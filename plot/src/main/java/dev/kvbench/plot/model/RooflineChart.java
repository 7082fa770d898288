package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows against what the machine allows: the roofline (Williams, Waterman and Patterson, "Roofline",
 * CACM 52(4), 2009). Ceilings are those that each row's own process measured, at its own model: a
 * small one may lie in a cache that is read several times as fast as memory. So there is a roof for
 * each number format and model size, and none where the ceilings of its rows are far apart.
 */
final class RooflineChart implements Chart {
  private static final String FLOPS = "flopsPerToken";
  private static final String BYTES = "bytesPerToken";
  private static final String RATE = "gigaflops";
  private static final String PEAK = "ceilingGigaflops";
  private static final String BANDWIDTH = "ceilingGigabytesPerSecond";

  private static final List<String> METRICS = List.of(FLOPS, BYTES, RATE, PEAK, BANDWIDTH);

  /** What ceilings depend on. */
  private static final Set<String> SIZES =
      Set.of("dtype", "model", "embedSize", "threads", "device");

  /** Ceilings that are more than this many times apart make no roof. */
  private static final double APART = 1.5;

  /** A share of its roof below which something else must limit a row. */
  private static final double FAR = 0.5;

  /** More names than this find no room. */
  private static final int FEW = 12;

  /** Room beside the outermost points. */
  private static final double MARGIN = 2;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        run.rows().stream()
            .filter(row -> row.arm().isPresent() && METRICS.stream().allMatch(m -> has(row, m)))
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
    List<Series> roofs = roofs(rows, notes);
    long far = rows.stream().filter(row -> share(row) < FAR).count();
    if (far > 0) {
      notes.add(
          "%d of %d rows reach less than half of what their own ceilings allow: something else"
                  .formatted(far, rows.size())
              + " limits them, often the cost of calls");
    }
    notes.add("work and bytes of a token are counted by the cost model, the rate is measured");
    return List.of(
        LinePicture.of(
                run.heading("roofline", "What limits each row: the roofline", rows, notes),
                Axis.of("floating-point operations for each byte that must be read", "", true),
                Axis.of("billions of operations a second", "", true),
                points(rows))
            .against(roofs.toArray(Series[]::new))
            .labelled(rows.size() <= FEW ? LinePicture.Labels.NAMES : LinePicture.Labels.NONE));
  }

  private static List<Series> points(List<Row> rows) {
    Set<String> differing = RowFacts.differing(rows, Set.of("policy"));
    Map<Arm, Series> series = new EnumMap<>(Arm.class);
    for (Row row : rows) {
      String name = (RowFacts.policy(row) + RowFacts.words(row, differing)).replaceFirst("^, ", "");
      Estimate rate = Series.exactly(value(row, RATE));
      Series one =
          new Series(
              row.method() + " rows, measured",
              Pen.of(RowFacts.arm(row), 0).unjoined(),
              List.of(new Series.Point(intensity(row), rate, name)));
      series.merge(RowFacts.arm(row), one, Series::with);
    }
    return List.copyOf(series.values());
  }

  /** A line for each roof: sloped what memory allows, flat what arithmetic allows. */
  private static List<Series> roofs(List<Row> rows, List<String> notes) {
    Set<String> differing = RowFacts.differing(rows, Set.of());
    differing.retainAll(SIZES);
    Map<String, List<Row>> bySize = new TreeMap<>();
    for (Row row : rows) {
      bySize.computeIfAbsent(RowFacts.words(row, differing), any -> new ArrayList<>()).add(row);
    }
    Range intensities = Range.of(rows.stream().map(RooflineChart::intensity).toList());
    List<Series> roofs = new ArrayList<>();
    bySize.forEach(
        (size, own) -> {
          double bandwidth = median(own, BANDWIDTH);
          double peak = median(own, PEAK);
          if (isFarApart(own, BANDWIDTH) || isFarApart(own, PEAK)) {
            notes.add("no roof" + size + ": ceilings of its rows are more than 1.5 times apart");
          } else {
            double low = Math.min(intensities.low(), peak / bandwidth) / MARGIN;
            double high = Math.max(intensities.high(), peak / bandwidth) * MARGIN;
            roofs.add(
                new Series(
                    "measured ceilings%s (%s GB/s, %s gigaflops, medians over rows)"
                        .formatted(size, Numbers.digits(bandwidth), Numbers.digits(peak)),
                    Pen.of(Pen.Tone.LIMIT, roofs.size()),
                    List.of(
                        Series.Point.of(low, bandwidth * low),
                        Series.Point.of(peak / bandwidth, peak),
                        Series.Point.of(high, peak))));
          }
        });
    return roofs;
  }

  private static boolean isFarApart(List<Row> rows, String metric) {
    return Range.of(rows.stream().map(row -> value(row, metric)).toList()).ratio() > APART;
  }

  private static double median(List<Row> rows, String metric) {
    double[] sorted = rows.stream().mapToDouble(row -> value(row, metric)).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static boolean has(Row row, String metric) {
    return RowFacts.metric(row, metric).isPresent();
  }

  private static double value(Row row, String metric) {
    return RowFacts.metric(row, metric).orElseThrow();
  }

  private static double intensity(Row row) {
    return value(row, FLOPS) / value(row, BYTES);
  }

  /** The measured rate as a fraction of what the row's own ceilings allow. */
  private static double share(Row row) {
    return value(row, RATE) / Math.min(value(row, PEAK), value(row, BANDWIDTH) * intensity(row));
  }
}
