package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Run;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH measure one fork of one row. */
final class JmhFork {
  /** How JMH tells that a fork ended otherwise than by throwing. */
  private static final String DIED = "Forked VM failed with exit code ";

  /** By SIGKILL, which is what a system short of memory sends. */
  private static final String KILLED = DIED + 137;

  private JmhFork() {}

  /**
   * Forks a JVM and measures the row in it; see {@link Side.ForkRunner}.
   *
   * @param run takes JMH's own output, and has the machine's profile
   */
  static void run(PlannedRow row, JmhSettings settings, Run run, long timeoutSeconds, Path result)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(row.benchmark()) + "$")
            .forks(1)
            .warmupIterations(row.warmupIterations())
            .measurementIterations(row.iterations())
            .timeout(TimeValue.seconds(timeoutSeconds))
            .addProfiler(RowMetrics.class)
            .shouldFailOnError(true)
            .jvmArgsAppend(jvmArgs(row, run))
            .resultFormat(ResultFormatType.JSON)
            .result(result.toString());
    row.params().forEach(options::param);
    settings.profilers().forEach(own -> options.addProfiler(own.getKlass(), own.getOpts()));
    if (!settings.jvmArgs().isEmpty()) {
      List<String> args = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
      args.addAll(settings.jvmArgs());
      options.jvmArgs(args.toArray(String[]::new));
    }
    try {
      new Runner(
              options.build(),
              OutputFormatFactory.createFormatInstance(open(run.log()), VerboseMode.NORMAL))
          .run();
    } catch (RunnerException e) {
      throw new RunnerException(reason(e), e);
    }
  }

  /** What the benchmark asks for; the run's files for its forks; and what newer JVMs do. */
  private static String[] jvmArgs(PlannedRow row, Run run) {
    List<String> args =
        new ArrayList<>(Plan.find(row.benchmark()).getJvmArgsAppend().orElse(List.of()));
    args.add(run.machineArgument());
    args.addAll(run.classArguments());
    args.addAll(Jvm.forJmh(Runtime.version().feature()));
    return args.toArray(String[]::new);
  }

  /** The log, which stays open when JMH closes it. */
  private static PrintStream open(PrintStream log) {
    return new PrintStream(log, true, StandardCharsets.UTF_8) {
      @Override
      public void close() {
        flush();
      }
    };
  }

  /** The reason that a benchmark, or JMH, gave for a failure, in one line. */
  static String reason(RunnerException failure) {
    Throwable cause = failure;
    while (true) {
      Throwable next = cause.getCause();
      if (next == null && cause.getSuppressed().length > 0) {
        next = cause.getSuppressed()[0];
      }
      if (next == null) {
        break;
      }
      cause = next;
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = message.lines().findFirst().orElse(cause.getClass().getSimpleName()).strip();
    if (cause instanceof OutOfMemoryError) {
      return "out of memory: " + line;
    }
    if (line.endsWith(KILLED)) {
      return line + ": killed, most likely for want of memory";
    }
    return line.contains(DIED) ? line + ": what it said last is in log.txt" : line;
  }
}
