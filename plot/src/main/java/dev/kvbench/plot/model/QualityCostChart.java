package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a token costs past the window, and how much worse it predicts the text for it. */
final class QualityCostChart implements Chart {
  @Override
  public List<Picture> of(RunData run, Scale scale) {
    return run.quality().stream().flatMap(quality -> of(run, quality).stream()).toList();
  }

  private static List<Picture> of(RunData run, Quality quality) {
    Map<String, List<Series.Point>> kinds = new LinkedHashMap<>();
    Map<String, Pen> pens = new LinkedHashMap<>();
    for (ArmQuality arm : quality.arms()) {
      double cost = arm.cost().microseconds();
      Estimate delta = arm.in(Region.PAST).deltaNll();
      if (cost > 0 && Double.isFinite(cost) && Double.isFinite(delta.value())) {
        String kind = (arm.isUncached() ? "uncached, " : "cached, ") + arm.dtype();
        Pen pen = Pen.of(arm.isUncached() ? Arm.UNCACHED : Arm.CACHED, 0).unjoined();
        // points in the reference's number format are filled
        pens.put(kind, arm.dtype().equals(quality.reference().dtype()) ? pen : pen.hollow());
        kinds
            .computeIfAbsent(kind, any -> new ArrayList<>())
            .add(new Series.Point(cost, delta, arm.policy()));
      }
    }
    if (kinds.isEmpty()) {
      return List.of();
    }
    String dtypes =
        quality.arms().stream().map(ArmQuality::dtype).distinct().count() == 1
            ? quality.reference().dtype()
            : "several number formats";
    Heading heading =
        new Heading(
            "quality-cost",
            "What a fast token costs in quality, past the window",
            subtitle(run, dtypes),
            List.of(
                "NLL: negative log-likelihood of the next character, positions "
                    + (quality.setting().blockSize() + 1)
                    + " to "
                    + quality.setting().positions()
                    + "; error bars: 95 % interval over "
                    + quality.setting().sequences()
                    + " stretches of "
                    + text(run)
                    + ", where larger than the marker"));
    List<Series> series = new ArrayList<>();
    kinds.forEach((kind, points) -> series.add(new Series(kind, pens.get(kind), points)));
    return List.of(
        LinePicture.of(
                heading,
                Axis.of(
                    "time of a token past the window (rough: one process, not by JMH)",
                    " µs",
                    true),
                Axis.of("NLL above the uncached model's, nats", "", false).fromAnywhere(),
                series)
            .marked(List.of(new LinePicture.Mark("as the uncached model", false, 0, "")))
            .labelled(LinePicture.Labels.NAMES));
  }

  /** What was measured, in this number format. */
  static String subtitle(RunData run, String dtype) {
    return Subtitle.ofSettings(run.environment(), List.of(Map.of("dtype", dtype)));
  }

  /** What was read, in a few words. */
  static String text(RunData run) {
    return run.environment().get("corpus", "label").orElse("a text");
  }
}
