package dev.kvbench.plot;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Measurement;
import dev.kvbench.results.stats.Rung;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Draws what a run measured. */
public final class Charts {
  static {
    // a chart is a file: no display is asked for, and none need be there
    System.setProperty("java.awt.headless", "true");
  }

  private Charts() {}

  /**
   * Draws what there are rows for, each as PNG and SVG: {@code latency} and, where a cached row has
   * an uncached partner, {@code speedup}; {@code ladder-cached} and {@code ladder-uncached}; {@code
   * position}, and {@code position-policies} where there are many; {@code batch}; {@code gpt2};
   * and, where a model has both arms, {@code crossover-short} and {@code crossover-long}, followed
   * by the engine, or by another parameter, where rows differ in it.
   *
   * @param rows rows of a run; those of benchmarks without a chart are passed over
   * @param context what the charts say about where the figures come from
   * @param scale how the axes count
   * @param directory where the files go; it is made where it does not exist
   * @return the files written
   * @throws InputException if no row can be drawn or the directory cannot be written
   */
  public static List<Path> drawAll(
      List<Row> rows, ChartContext context, Scale scale, Path directory) {
    Map<String, XYChart> charts = new LinkedHashMap<>();
    List<Series> series = Series.of(Measurement.of(rows));
    if (!series.isEmpty()) {
      charts.put("latency", LatencyChart.draw(series, context, scale));
      SpeedupChart.draw(series, context, scale).ifPresent(chart -> charts.put("speedup", chart));
    }
    for (Arm arm : Arm.values()) {
      LadderChart.draw(Rung.of(rows), arm, context)
          .ifPresent(chart -> charts.put("ladder-" + arm.word(), chart));
    }
    PositionChart.draw(rows, context, scale).ifPresent(chart -> charts.put("position", chart));
    PositionChart.drawPolicies(rows, context, scale)
        .ifPresent(chart -> charts.put("position-policies", chart));
    BatchChart.draw(rows, context, scale).ifPresent(chart -> charts.put("batch", chart));
    Gpt2Chart.draw(rows, context).ifPresent(chart -> charts.put("gpt2", chart));
    for (CrossoverGroup group : CrossoverGroup.of(rows)) {
      CrossoverChart.draw(group, context.narrowedTo(group.rows()))
          .ifPresent(chart -> charts.put(group.fileName(), chart));
    }
    if (charts.isEmpty()) {
      throw new InputException(
          "nothing to draw: no row of GenerateBenchmark, LadderBenchmark, DecodeStepBenchmark,"
              + " Gpt2Benchmark or BatchBenchmark, cached or uncached, holds a time, and none of"
              + " CrossoverBenchmark has a row of the other arm; charts need a run of a suite that"
              + " measures them, such as quick");
    }
    return ChartFiles.write(charts, directory);
  }
}
