package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.Charts;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The charts of a run, titled from its environment. */
public final class RunCharts {
  private RunCharts() {}

  /**
   * Draws every chart that there are rows for.
   *
   * @param then what to do when there is a way to draw, for the end of a message
   * @throws InputException when there is nothing to draw, or no way to
   */
  public static List<Path> draw(
      List<Row> rows, Environment environment, Scale scale, Path folder, String then) {
    ChartContext context = context(environment);
    return drawn(then, () -> Charts.drawAll(rows, context, scale, folder));
  }

  /** What charts say about where their figures come from. */
  public static ChartContext context(Environment environment) {
    return ChartContext.of(environment);
  }

  /**
   * Draws.
   *
   * @param then what to do when there is a way to draw, for the end of a message
   * @param drawing writes charts
   * @throws InputException as the drawing does, and when this JVM has no way to draw
   */
  public static List<Path> drawn(String then, Supplier<List<Path>> drawing) {
    try {
      return drawing.get();
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What a JVM without usable fonts throws depends on its version.
      throw new InputException(
          "no charts: this JVM cannot draw text (" + e + "); install fontconfig and a font" + then,
          e);
    }
  }

  /** For {@link #drawn}, of a run's charts. */
  public static String thenPlot(Path run) {
    return ", then: plot " + run;
  }
}
