package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lines of mean negative log-likelihood against position: the reference's, and those of the
 * policies in one number format. Policies that no eye could tell apart share a line.
 */
record QualityLines(String dtype, int bin, List<Line> lines) {
  /** Of a window: enough positions to even out the text's own ups and downs. */
  private static final int BINS = 4;

  /** Nats; a line is as thick. */
  static final double SAME = 0.01;

  /** Lines of a run, the reference first; figures that are not finite are left out. */
  static QualityLines of(Quality quality) {
    String dtype = dtype(quality);
    int bin = Math.max(1, quality.setting().blockSize() / BINS);
    List<List<ArmQuality>> groups = new ArrayList<>();
    for (ArmQuality arm : quality.arms()) {
      if (arm.isUncached() || !arm.dtype().equals(dtype)) {
        continue;
      }
      groups.stream()
          .filter(group -> same(group.get(0), arm, bin))
          .findFirst()
          .ifPresentOrElse(
              group -> group.add(arm), () -> groups.add(new ArrayList<>(List.of(arm))));
    }
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line("uncached, float32", Pen.of(Arm.UNCACHED, 0), points(quality.reference(), bin)));
    for (List<ArmQuality> group : groups) {
      String names = group.stream().map(ArmQuality::policy).collect(Collectors.joining(", "));
      lines.add(new Line(names, Pen.of(Arm.CACHED, lines.size() - 1), points(group.get(0), bin)));
    }
    lines.removeIf(line -> line.points().isEmpty());
    return new QualityLines(dtype, bin, List.copyOf(lines));
  }

  /** The number format of policies that is drawn: the reference's where there is one in it. */
  private static String dtype(Quality quality) {
    List<String> all =
        quality.arms().stream().filter(arm -> !arm.isUncached()).map(ArmQuality::dtype).toList();
    String own = quality.reference().dtype();
    return all.isEmpty() || all.contains(own) ? own : all.get(0);
  }

  private static boolean same(ArmQuality one, ArmQuality other, int bin) {
    List<Double> a = means(one, bin);
    List<Double> b = means(other, bin);
    for (int i = 0; i < a.size(); i++) {
      if (!(Math.abs(a.get(i) - b.get(i)) <= SAME)) {
        return false;
      }
    }
    return true;
  }

  private static List<Point> points(ArmQuality arm, int bin) {
    List<Double> means = means(arm, bin);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      if (Double.isFinite(means.get(i))) {
        int last = Math.min((i + 1) * bin, arm.positions().nll().size());
        double middle = (i * bin + 1 + last) / 2.0;
        points.add(new Point(middle, new Estimate(means.get(i), Double.NaN, Double.NaN, 1)));
      }
    }
    return points;
  }

  /** Means over bins of neighbouring positions; the last bin may be smaller. */
  static List<Double> means(ArmQuality arm, int bin) {
    List<Double> nll = arm.positions().nll();
    List<Double> means = new ArrayList<>();
    for (int from = 0; from < nll.size(); from += bin) {
      List<Double> part = nll.subList(from, Math.min(from + bin, nll.size()));
      means.add(part.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    }
    return means;
  }
}
