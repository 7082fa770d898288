package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How well each policy predicts the text, by the position in it. Policies that no eye could tell
 * apart share a line.
 */
final class QualityNllChart implements Chart {
  /** Of a window: enough positions to even out the text's own ups and downs. */
  private static final int BINS = 4;

  /** Nats; a line is as thick. */
  private static final double SAME = 0.01;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    return run.quality().stream().flatMap(quality -> of(run, quality).stream()).toList();
  }

  private static List<Picture> of(RunData run, Quality quality) {
    int bin = Math.max(1, quality.setting().blockSize() / BINS);
    List<List<ArmQuality>> groups = groups(quality, bin);
    List<Series> series = new ArrayList<>();
    series.add(series("uncached, float32", Pen.of(Arm.UNCACHED, 0), quality.reference(), bin));
    for (List<ArmQuality> group : groups) {
      String names = group.stream().map(ArmQuality::policy).collect(Collectors.joining(", "));
      series.add(series(names, Pen.of(Arm.CACHED, series.size() - 1), group.get(0), bin));
    }
    series.removeIf(line -> line.points().isEmpty());
    if (series.isEmpty()) {
      return List.of();
    }
    int sequences = quality.setting().sequences();
    Heading heading =
        new Heading(
            "quality-nll",
            "How well text is predicted, by position",
            QualityCostChart.subtitle(run, dtype(quality)),
            List.of(
                "NLL: negative log-likelihood of the next character; means over "
                    + sequences
                    + " stretches of "
                    + QualityCostChart.text(run)
                    + " and "
                    + bin
                    + " neighbouring positions; policies that share a line are within "
                    + SAME
                    + " nats of each other at every point"));
    LinePicture.Mark full =
        new LinePicture.Mark("the window is full", true, quality.setting().blockSize() + 0.5, "");
    return List.of(
        LinePicture.of(
                heading,
                Axis.of("position (characters read before the one that is predicted)", "", false)
                    .over(new Range(0, quality.setting().positions())),
                Axis.of("NLL, nats", "", false).fromAnywhere(),
                series)
            .marked(List.of(full))
            .labelled(LinePicture.Labels.NONE));
  }

  private static List<List<ArmQuality>> groups(Quality quality, int bin) {
    String dtype = dtype(quality);
    List<List<ArmQuality>> groups = new ArrayList<>();
    for (ArmQuality arm : quality.arms()) {
      if (!arm.isUncached() && arm.dtype().equals(dtype)) {
        groups.stream()
            .filter(group -> same(group.get(0), arm, bin))
            .findFirst()
            .ifPresentOrElse(
                group -> group.add(arm), () -> groups.add(new ArrayList<>(List.of(arm))));
      }
    }
    return groups;
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

  private static Series series(String name, Pen pen, ArmQuality arm, int bin) {
    List<Double> means = means(arm, bin);
    List<Series.Point> points = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      if (Double.isFinite(means.get(i))) {
        int last = Math.min((i + 1) * bin, arm.positions().nll().size());
        points.add(Series.Point.of((i * bin + 1 + last) / 2.0, means.get(i)));
      }
    }
    return new Series(name, pen, points);
  }

  /** Means over bins of neighbouring positions; the last bin may be smaller. */
  private static List<Double> means(ArmQuality arm, int bin) {
    List<Double> nll = arm.positions().nll();
    List<Double> means = new ArrayList<>();
    for (int from = 0; from < nll.size(); from += bin) {
      List<Double> part = nll.subList(from, Math.min(from + bin, nll.size()));
      means.add(part.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    }
    return means;
  }
}
