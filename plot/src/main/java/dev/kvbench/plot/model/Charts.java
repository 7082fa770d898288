package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import java.util.List;

/** Every chart. A new one is a class and a line here. */
public final class Charts {
  private static final List<Chart> ALL =
      List.of(
          new GenerationCharts(),
          new LadderChart(),
          new PositionChart(),
          new SweepCharts(),
          new PretrainedChart(),
          new CrossoverChart(),
          new QualityCharts(),
          new LossChart(),
          new HistoryChart(),
          new RooflineChart(),
          new PredictionChart());

  private Charts() {}

  /**
   * All pictures of a run, in the order of the charts; none where it has nothing to draw.
   *
   * @throws dev.kvbench.results.io.InputException if a row holds no positive, finite figure
   */
  public static List<Picture> of(RunData run, Scale scale) {
    return ALL.stream().flatMap(chart -> chart.of(run, scale).stream()).toList();
  }
}
