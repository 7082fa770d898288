package dev.kvbench.plot;

import dev.kvbench.results.quality.Quality;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Draws what a quality run found. */
public final class QualityCharts {
  static {
    // a chart is a file: no display is asked for, and none need be there
    System.setProperty("java.awt.headless", "true");
  }

  private QualityCharts() {}

  /**
   * Draws, each as PNG and SVG, {@code quality-nll}, the likelihood of the text by position, and
   * {@code quality-cost}, what a token costs and how far it is off.
   *
   * @param text what was read, in a few words
   * @param context what the charts say about where the figures come from
   * @param directory where the files go; it is made where it does not exist
   * @return the files written
   * @throws dev.kvbench.results.io.InputException if there is no figure to draw or the directory
   *     cannot be written
   */
  public static List<Path> draw(
      Quality quality, String text, ChartContext context, Path directory) {
    Map<String, XYChart> charts = new LinkedHashMap<>();
    charts.put("quality-nll", QualityNllChart.draw(quality, text, context));
    charts.put("quality-cost", QualityCostChart.draw(quality, text, context));
    return ChartFiles.write(charts, directory);
  }
}
