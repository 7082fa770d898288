package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What cache policies cost in quality. */
final class QualityCharts implements Chart {
  /** Of a window: enough positions to even out the text's own ups and downs. */
  private static final int BINS = 4;

  /** Nats; a line is as thick. */
  private static final double SAME = 0.01;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    return run.quality().stream()
        .flatMap(it -> Stream.of(byPosition(run, it), cost(run, it)))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * How well each policy predicts the text, by the position in it. Policies that no eye could tell
   * apart share a line.
   */
  private static List<Picture> byPosition(RunData run, Quality quality) {
    int bin = Math.max(1, quality.setting().blockSize() / BINS);
    String dtype = dtype(quality);
    List<Series> series = new ArrayList<>();
    series.add(series("uncached, float32", Pen.of(Arm.UNCACHED, 0), quality.reference(), bin));
    for (ArmQuality arm : quality.arms()) {
      if (!arm.isUncached() && arm.dtype().equals(dtype)) {
        add(series, series(arm.policy(), Pen.of(Arm.CACHED, series.size() - 1), arm, bin));
      }
    }
    if (Series.points(series).findAny().isEmpty()) {
      return List.of();
    }
    String note =
        "NLL: negative log-likelihood of the next token; means over %d stretches of %s and %d"
            + " neighbouring positions; policies that share a line are within %s nats of each other"
            + " at every point";
    Heading heading =
        new Heading(
            "quality-nll",
            "How well text is predicted, by position",
            subtitle(run, dtype),
            List.of(note.formatted(quality.setting().sequences(), text(run), bin, SAME)));
    double full = quality.setting().blockSize() + 0.5;
    return List.of(
        LinePicture.of(
                heading,
                Axis.of("position (tokens read before the one that is predicted)", "", false)
                    .over(new Range(0, quality.setting().positions())),
                Axis.of("NLL, nats", "", false).fromAnywhere(),
                series)
            .marked(new LinePicture.Mark("the window is full", true, full, ""))
            .labelled(LinePicture.Labels.NONE));
  }

  /** The number format of policies that is drawn: the reference's where there is one in it. */
  private static String dtype(Quality quality) {
    List<String> all =
        quality.arms().stream().filter(arm -> !arm.isUncached()).map(ArmQuality::dtype).toList();
    String own = quality.reference().dtype();
    return all.isEmpty() || all.contains(own) ? own : all.get(0);
  }

  /** Adds a policy's line, or its name to that of a line like it. */
  private static void add(List<Series> series, Series policy) {
    for (int i = 1; i < series.size(); i++) {
      Series other = series.get(i);
      if (same(other.points(), policy.points())) {
        series.set(i, new Series(other.name() + ", " + policy.name(), other.pen(), other.points()));
        return;
      }
    }
    series.add(policy);
  }

  private static boolean same(List<Series.Point> one, List<Series.Point> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size())
            .allMatch(i -> Math.abs(one.get(i).value() - other.get(i).value()) <= SAME);
  }

  /** Means over bins of neighbouring positions; the last bin may be smaller. */
  private static Series series(String name, Pen pen, ArmQuality arm, int bin) {
    List<Double> nll = arm.positions().nll();
    List<Series.Point> points = new ArrayList<>();
    for (int from = 0; from < nll.size(); from += bin) {
      int to = Math.min(from + bin, nll.size());
      double mean = nll.subList(from, to).stream().mapToDouble(v -> v).average().orElseThrow();
      if (Double.isFinite(mean)) {
        points.add(Series.Point.of((from + 1 + to) / 2.0, mean));
      }
    }
    return new Series(name, pen, points);
  }

  /** What a token costs past the window, and how much worse it predicts the text for it. */
  private static List<Picture> cost(RunData run, Quality quality) {
    Map<String, Series> kinds = new LinkedHashMap<>();
    for (ArmQuality arm : quality.arms()) {
      double cost = arm.cost().microseconds();
      Estimate delta = arm.in(Region.PAST).deltaNll();
      if (cost > 0 && Double.isFinite(cost) && Double.isFinite(delta.value())) {
        Arm of = arm.isUncached() ? Arm.UNCACHED : Arm.CACHED;
        Pen pen = Pen.of(of, 0).unjoined();
        // points in the reference's number format are filled
        boolean filled = arm.dtype().equals(quality.reference().dtype());
        String kind = of.word() + ", " + arm.dtype();
        kinds.merge(
            kind,
            new Series(
                kind,
                filled ? pen : pen.hollow(),
                List.of(new Series.Point(cost, delta, arm.policy()))),
            Series::with);
      }
    }
    if (kinds.isEmpty()) {
      return List.of();
    }
    boolean several = quality.arms().stream().map(ArmQuality::dtype).distinct().count() > 1;
    QualitySetting setting = quality.setting();
    String note =
        "NLL: negative log-likelihood of the next token, positions %d to %d; error bars: 95 %%"
            + " interval over %d stretches of %s, where larger than the marker";
    Heading heading =
        new Heading(
            "quality-cost",
            "What a fast token costs in quality, past the window",
            subtitle(run, several ? "several number formats" : quality.reference().dtype()),
            List.of(
                note.formatted(
                    setting.blockSize() + 1, setting.positions(), setting.sequences(), text(run))));
    return List.of(
        LinePicture.of(
                heading,
                Axis.of(
                    "time of a token past the window (rough: one process, not by JMH)",
                    " µs",
                    true),
                Axis.of("NLL above the uncached model's, nats", "", false).fromAnywhere(),
                List.copyOf(kinds.values()))
            .marked(new LinePicture.Mark("as the uncached model", false, 0, ""))
            .labelled(LinePicture.Labels.NAMES));
  }

  /** What was measured, in this number format. */
  private static String subtitle(RunData run, String dtype) {
    return Subtitle.ofSettings(run.environment(), List.of(Map.of("dtype", dtype)));
  }

  /** What was read, in a few words. */
  private static String text(RunData run) {
    return run.environment().get("corpus", "label").orElse("a text");
  }
}
