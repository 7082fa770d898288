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
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.Estimate;
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
        "NLL: negative log-likelihood of the next character, positions %d to %d; error bars: 95 %%"
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
  static String subtitle(RunData run, String dtype) {
    return Subtitle.ofSettings(run.environment(), List.of(Map.of("dtype", dtype)));
  }

  /** What was read, in a few words. */
  static String text(RunData run) {
    return run.environment().get("corpus", "label").orElse("a text");
  }
}
