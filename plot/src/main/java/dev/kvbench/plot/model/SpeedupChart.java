package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the cache buys: uncached time ÷ cached time over steps, a line for each policy. */
final class SpeedupChart implements Chart {
  @Override
  public List<Picture> of(RunData run, Scale scale) {
    // the steps as in the latency chart, so that the two can be read one above the other
    Generations all = Generations.of(run, scale);
    Map<Row, ArmPair> pairs = new LinkedHashMap<>();
    ArmPair.of(all.rows()).forEach(pair -> pairs.put(pair.cached(), pair));
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Series> series = new ArrayList<>();
    for (ArmLine line : all.lines()) {
      List<Row> paired = line.rows().stream().filter(pairs::containsKey).toList();
      if (!paired.isEmpty()) {
        series.add(
            new ArmLine(line.arm(), line.name(), line.pen(), line.over(), paired)
                .series(row -> pairs.get(row).speedup()));
      }
    }
    Heading heading =
        run.heading(
            "speedup",
            "How many times faster a KV cache makes generation",
            all.rows(),
            List.of(Notes.errorBars(series)));
    Axis ratio = Axis.of("uncached time ÷ cached time", "×", scale.isLog(Axes.values(series)));
    return List.of(
        LinePicture.of(heading, all.stepsAxis(), ratio, series)
            .against(all.articleSpeedup())
            .marked(List.of(new LinePicture.Mark("no gain", false, 1, ""))));
  }
}
