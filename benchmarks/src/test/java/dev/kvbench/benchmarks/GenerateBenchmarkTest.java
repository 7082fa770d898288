package dev.kvbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.arm.Gauges;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmark's own methods, inside this JVM, and looks at what they compute. */
class GenerateBenchmarkTest {
  @Test
  void insideTheWindowBothArmsAreExactAndGiveTheSameTokens() throws RunnerException {
    Map<String, RunResult> rows = run("12", "16", "shift", "2");
    assertThat(gauge(rows.get("cached"), "exact")).isEqualTo(1);
    assertThat(gauge(rows.get("uncached"), "exact")).isEqualTo(1);
    assertThat(gauge(rows.get("cached"), "tokenHash"))
        .isEqualTo(gauge(rows.get("uncached"), "tokenHash"));
    assertThat(gauge(rows.get("cached"), "maxLogitDifference")).isBetween(0.0, 1e-4);
    assertThat(rows.get("cached").getPrimaryResult().getScoreUnit()).isEqualTo("s/op");
  }

  @Test
  void pastTheWindowShiftIsApproximate() throws RunnerException {
    Map<String, RunResult> rows = run("24", "16", "shift", "1");
    assertThat(gauge(rows.get("cached"), "exact")).isZero();
    assertThat(gauge(rows.get("uncached"), "exact")).isEqualTo(1);
  }

  @Test
  void thePublishedCacheIsApproximateAndSaysHowFarOff() throws RunnerException {
    Map<String, RunResult> rows = run("12", "16", "article", "1");
    assertThat(gauge(rows.get("cached"), "exact")).isZero();
    assertThat(gauge(rows.get("cached"), "maxLogitDifference")).isGreaterThan(1e-3);
  }

  private static Map<String, RunResult> run(
      String steps, String blockSize, String policy, String batchSize) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\.GenerateBenchmark\\.")
                    .param("steps", steps)
                    .param("blockSize", blockSize)
                    .param("embedSize", "16")
                    .param("policy", policy)
                    .param("batchSize", batchSize)
                    .forks(0)
                    .warmupIterations(1)
                    .measurementIterations(2)
                    .addProfiler(Gauges.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, RunResult> rows = new TreeMap<>();
    results.forEach(row -> rows.put(row.getParams().getBenchmark().replaceFirst(".*\\.", ""), row));
    assertThat(rows).containsOnlyKeys("cached", "uncached");
    return rows;
  }

  private static double gauge(RunResult row, String name) {
    return row.getSecondaryResults().get(name).getScore();
  }
}
