package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import java.util.List;

/** The article's figure: seconds of a generation over its steps, cached and uncached. */
final class LatencyChart implements Chart {
  @Override
  public List<Picture> of(RunData run, Scale scale) {
    Generations all = Generations.of(run, scale);
    if (all.seconds().isEmpty()) {
      return List.of();
    }
    Heading heading =
        run.heading(
            "latency",
            "Time to generate with and without a KV cache",
            all.rows(),
            List.of(Notes.errorBars(all.seconds())));
    Axis time = Axis.of("time of one generation", " s", all.isLog());
    return List.of(
        LinePicture.of(heading, all.stepsAxis(), time, all.seconds())
            .against(all.articleSeconds()));
  }
}
