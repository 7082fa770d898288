package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.chart.ChartFiles;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.report.Headline;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Visible;
import java.nio.file.Path;
import java.util.List;

/** The headline of a run, and its charts. */
public final class RunCharts {
  private RunCharts() {}

  /**
   * Draws every chart that there are figures for.
   *
   * @return the files written
   * @throws InputException when there is nothing to draw, or this JVM has no fonts
   */
  public static List<Path> draw(RunData run, Scale scale, Path folder) {
    List<Picture> pictures = Charts.of(run, scale);
    if (pictures.isEmpty()) {
      throw new InputException(
          "nothing to draw: no benchmark row with a chart, no likelihood and no loss is a figure;"
              + " charts need a run of a suite such as quick");
    }
    return ChartFiles.write(pictures, folder);
  }

  /** Prints what a run says, in one sentence. */
  public static void printHeadline(RunData run) {
    System.out.printf("%n%s.%n", Visible.of(Headline.of(run)));
  }

  /** Prints the headline of a run, draws its charts into its directory and prints their names. */
  public static void show(RunData run, Path directory) {
    printHeadline(run);
    draw(run, Scale.AUTO, directory).forEach(System.out::println);
  }
}
