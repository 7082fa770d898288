package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.transformer.device.Torch;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks' own methods inside this JVM. */
public final class InProcess {
  static {
    System.setProperty("jmh.executor", "CUSTOM");
    System.setProperty("jmh.executor.class", Threads.class.getName());
  }

  private InProcess() {}

  /** Without the optimiser of TorchScript, which would take longer than all scripts together. */
  public static final class Threads extends ThreadPoolExecutor {
    /** As JMH calls it. */
    public Threads(int count, String name) {
      super(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads::thread);
    }

    private static Thread thread(Runnable work) {
      return new Thread(
          () -> {
            Torch.start(1);
            Torch.optimise(false); // a thread's own
            work.run();
          });
    }
  }

  /**
   * Rows of a benchmark, with one of libtorch's threads: more take other kernels.
   *
   * @param benchmark its class, and a method perhaps
   * @param params {@code NAME=VALUE} each, several values with commas between them
   */
  static List<RunResult> run(String benchmark, String params) throws RunnerException {
    return run(benchmark, params, 1, 2);
  }

  /** The same with other numbers of iterations. */
  static List<RunResult> run(String benchmark, String params, int warmup, int measured)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + benchmark.replace(".", "\\.") + "\\b")
            .param("threads", "1")
            .forks(0)
            .warmupIterations(warmup)
            .warmupTime(TimeValue.milliseconds(10))
            .measurementIterations(measured)
            .measurementTime(TimeValue.milliseconds(10))
            .addProfiler(RowMetrics.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Results.params(params).forEach((name, values) -> options.param(name, values.split(",")));
    return List.copyOf(new Runner(options.build()).run());
  }

  /** The row of a method, of a run with one row for it. */
  static RunResult row(List<RunResult> rows, String method) {
    List<RunResult> found =
        rows.stream().filter(row -> row.getParams().getBenchmark().endsWith("." + method)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows of " + method);
    }
    return found.get(0);
  }

  static boolean isCached(RunResult row) {
    return row.getParams().getBenchmark().endsWith(".cached");
  }

  static double gauge(RunResult row, String name) {
    return row.getSecondaryResults().get(name).getScore();
  }
}
