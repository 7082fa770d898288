package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.run.RunDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** The forks measured so far, kept on disk in JMH's own format after each of them. */
final class MeasuredRows {
  private final RunDirectory run;
  private final Map<PlannedRow, List<BenchmarkResult>> forks = new LinkedHashMap<>();

  MeasuredRows(RunDirectory run, List<PlannedRow> planned) {
    this.run = run;
    planned.forEach(row -> forks.put(row, new ArrayList<>()));
  }

  /** Adds a fork and puts everything measured so far on disk, all of it or none. */
  void add(PlannedRow row, BenchmarkResult fork) {
    forks.get(row).add(fork);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(json, true, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
          .writeOut(
              forks.values().stream().filter(f -> !f.isEmpty()).map(MeasuredRows::row).toList());
    }
    run.writeAtomically("jmh.json", json.toByteArray());
  }

  /** How many forks of a row are on disk. */
  int forks(PlannedRow row) {
    return forks.get(row).size();
  }

  private static RunResult row(List<BenchmarkResult> forks) {
    return new RunResult(withForks(forks.get(0).getParams(), forks.size()), forks);
  }

  /** JMH measured one fork at a time; the row it describes has this many. */
  private static BenchmarkParams withForks(BenchmarkParams params, int forks) {
    return new BenchmarkParams(
        params.getBenchmark(),
        params.generatedBenchmark(),
        params.shouldSynchIterations(),
        params.getThreads(),
        params.getThreadGroups(),
        params.getThreadGroupLabels(),
        forks,
        params.getWarmupForks(),
        params.getWarmup(),
        params.getMeasurement(),
        params.getMode(),
        workload(params),
        params.getTimeUnit(),
        params.getOpsPerInvocation(),
        params.getJvm(),
        params.getJvmArgs(),
        params.getJdkVersion(),
        params.getVmName(),
        params.getVmVersion(),
        params.getJmhVersion(),
        params.getTimeout());
  }

  private static org.openjdk.jmh.runner.WorkloadParams workload(BenchmarkParams params) {
    org.openjdk.jmh.runner.WorkloadParams workload = new org.openjdk.jmh.runner.WorkloadParams();
    int order = 0;
    for (String key : params.getParamsKeys()) {
      workload.put(key, params.getParam(key), order++);
    }
    return workload;
  }
}
