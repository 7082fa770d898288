package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.chart.ChartFiles;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.Picture;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.model.Scale;
import dev.kvbench.results.io.InputException;
import java.nio.file.Path;
import java.util.List;

/** The charts of a run. */
public final class RunCharts {
  private RunCharts() {}

  /**
   * Draws every chart that there are figures for.
   *
   * @param then what to do when there is a way to draw, for the end of a message
   * @return the files written
   * @throws InputException when there is nothing to draw, or this JVM has no way to draw
   */
  public static List<Path> draw(RunData run, Scale scale, Path folder, String then) {
    List<Picture> pictures = Charts.of(run, scale);
    if (pictures.isEmpty()) {
      throw new InputException(
          "nothing to draw: no benchmark row with a chart, no likelihood and no loss is a figure;"
              + " charts need a run of a suite such as quick");
    }
    try {
      return ChartFiles.write(pictures, folder);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What a JVM without usable fonts throws depends on its version.
      throw new InputException(
          "no charts: this JVM cannot draw text (" + e + "); install fontconfig and a font" + then,
          e);
    }
  }

  /** Prints the headline of a run, draws its charts into its directory and prints their names. */
  public static void show(RunData run, Path directory) {
    Summary.print(run);
    draw(run, Scale.AUTO, directory, thenPlot(directory)).forEach(System.out::println);
  }

  /** For {@link #draw}, of a run's charts. */
  static String thenPlot(Path run) {
    return ", then: plot " + run;
  }
}
