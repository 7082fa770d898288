package dev.kvbench.benchmarks.suite;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.Charts;
import dev.kvbench.plot.Scale;
import dev.kvbench.results.Environment;
import dev.kvbench.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/** The charts of a run, titled from its environment. */
public final class RunCharts {
  private RunCharts() {}

  /** Draws every chart that the run has rows for, into its directory. */
  public static List<Path> draw(RunDirectory run, Scale scale) {
    Environment environment = run.environment();
    ChartContext context =
        new ChartContext(
            environment.get("model", "summary").orElse("model unknown"),
            device(environment),
            environment.get("engine", "threads").orElse("unknown"));
    return Charts.drawAll(run.rows(), context, scale, run.path());
  }

  /** The device and the hardware behind it, for example "CPU: AMD EPYC". */
  private static String device(Environment environment) {
    String device = environment.get("engine", "device").orElse("device unknown");
    return switch (device) {
      case "cpu" -> "CPU: " + environment.get("machine", "cpu").orElse("unknown");
      case "cuda" -> "GPU: " + environment.get("machine", "gpu").orElse("unknown");
      default -> device;
    };
  }
}
