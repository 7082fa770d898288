package dev.kvbench.benchmarks.suite;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.Charts;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.Environment;
import dev.kvbench.results.InputException;
import dev.kvbench.results.Row;
import dev.kvbench.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The charts of a run, titled from its environment. */
public final class RunCharts {
  private RunCharts() {}

  /**
   * Draws every chart that the run has rows for, into its directory.
   *
   * @throws InputException when there is nothing to draw, or no way to
   */
  public static List<Path> draw(RunDirectory run, Scale scale) {
    ChartContext context = context(run.environment());
    List<Row> rows = run.rows();
    return drawn(thenPlot(run.path()), () -> Charts.drawAll(rows, context, scale, run.path()));
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
