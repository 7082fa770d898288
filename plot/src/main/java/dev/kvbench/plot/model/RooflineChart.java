package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Rows against what the machine allows: the roofline (Williams, Waterman and Patterson, "Roofline",
 * CACM 52(4), 2009). Ceilings are those of each row, measured at its own model: a small one may lie
 * in a cache that is read several times as fast as memory. So there is a roof for each number
 * format and model size, and none where the ceilings of its rows are far apart.
 */
final class RooflineChart implements Chart {
  /** What ceilings depend on. */
  private static final Set<String> SIZES =
      Set.of("dtype", "model", "layers", "embedSize", "threads", "device");

  /** Ceilings that are more than this many times apart make no roof. */
  private static final double APART = 1.5;

  /** A share of its roof below which something else must limit a row. */
  private static final double FAR = 0.5;

  /** Room beside the outermost points. */
  private static final double MARGIN = 2;

  /**
   * A row on the chart.
   *
   * @param intensity operations a byte
   * @param rate measured, in 1e9 operations a second, as is the peak
   * @param bandwidth in 1e9 bytes a second
   */
  private record Point(Row row, double intensity, double rate, double peak, double bandwidth) {
    static Point of(Row row) {
      return new Point(
          row,
          value(row, "flopsPerToken") / value(row, "bytesPerToken"),
          value(row, "gigaflops"),
          value(row, "ceilingGigaflops"),
          value(row, "ceilingGigabytesPerSecond"));
    }

    private static double value(Row row, String metric) {
      return RowFacts.metric(row, metric).orElse(Double.NaN);
    }

    boolean isKnown() {
      return row.arm().isPresent() && Double.isFinite(intensity + rate + peak + bandwidth);
    }

    /** Whether it reaches less of what its own ceilings allow than it might. */
    boolean isFarBelow() {
      return rate < FAR * Math.min(peak, bandwidth * intensity);
    }
  }

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Point> points = run.rows().stream().map(Point::of).filter(Point::isKnown).toList();
    if (points.isEmpty()) {
      return List.of();
    }
    List<Row> rows = points.stream().map(Point::row).toList();
    List<String> notes = new ArrayList<>();
    List<Series> roofs = roofs(points, rows, notes);
    long far = points.stream().filter(Point::isFarBelow).count();
    if (far > 0) {
      notes.add(
          "%d of %d rows reach less than half of what their own ceilings allow: something else"
                  .formatted(far, points.size())
              + " limits them, such as calls, or products too small for the full rate");
    }
    notes.add("work and bytes of a token are counted by the cost model, the rate is measured");
    return List.of(
        LinePicture.of(
                run.heading("roofline", "What limits each row: the roofline", rows, notes),
                Axis.of("floating-point operations for each byte that must be read", "", true),
                Axis.of("billions of operations a second", "", true),
                series(points, RowFacts.differing(rows, Set.of("policy"))))
            .against(roofs.toArray(Series[]::new))
            .labelled(LinePicture.Labels.NAMES));
  }

  private static List<Series> series(List<Point> points, Set<String> differing) {
    boolean formats = differing.remove("dtype");
    Map<Arm, Series> series = new EnumMap<>(Arm.class);
    for (Point point : points) {
      Row row = point.row();
      String words = RowFacts.words(row, differing) + (formats ? RowFacts.dtypeWords(row) : "");
      String name = (RowFacts.policy(row) + words).replaceFirst("^, ", "");
      Series one =
          new Series(
              row.method() + " rows, measured",
              Pen.of(RowFacts.arm(row), 0).unjoined(),
              List.of(new Series.Point(point.intensity(), Series.exactly(point.rate()), name)));
      series.merge(RowFacts.arm(row), one, Series::with);
    }
    return List.copyOf(series.values());
  }

  /** A line for each roof: sloped what memory allows, flat what arithmetic allows. */
  private static List<Series> roofs(List<Point> points, List<Row> rows, List<String> notes) {
    Set<String> differing = RowFacts.differing(rows, Set.of());
    differing.retainAll(SIZES);
    Map<String, List<Point>> bySize = new TreeMap<>();
    for (Point point : points) {
      String size = RowFacts.words(point.row(), differing);
      bySize.computeIfAbsent(size, any -> new ArrayList<>()).add(point);
    }
    Range intensities = Range.of(points.stream().map(Point::intensity).toList());
    List<Series> roofs = new ArrayList<>();
    bySize.forEach(
        (size, own) -> {
          List<Double> peaks = own.stream().map(Point::peak).toList();
          List<Double> bandwidths = own.stream().map(Point::bandwidth).toList();
          if (Range.of(peaks).ratio() > APART || Range.of(bandwidths).ratio() > APART) {
            notes.add("no roof" + size + ": ceilings of its rows are more than 1.5 times apart");
            return;
          }
          double peak = median(peaks);
          double bandwidth = median(bandwidths);
          double ridge = peak / bandwidth;
          double low = Math.min(intensities.low(), ridge) / MARGIN;
          double high = Math.max(intensities.high(), ridge) * MARGIN;
          roofs.add(
              new Series(
                  "measured ceilings%s (%s GB/s, %s gigaflops, medians over rows)"
                      .formatted(size, Numbers.digits(bandwidth), Numbers.digits(peak)),
                  Pen.of(Pen.Tone.LIMIT, roofs.size()),
                  List.of(
                      Series.Point.of(low, bandwidth * low),
                      Series.Point.of(ridge, peak),
                      Series.Point.of(high, peak))));
        });
    return roofs;
  }

  private static double median(List<Double> values) {
    return Median.withDefaults().evaluate(values.stream().mapToDouble(value -> value).toArray());
  }
}
