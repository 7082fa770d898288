package dev.kvbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.benchmarks.arm.Engine;
import dev.kvbench.benchmarks.arm.Gauges;
import dev.kvbench.benchmarks.arm.Rung;
import dev.kvbench.transformer.tensor.Precision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Climbs every rung inside this JVM and looks at what it computes. */
class LadderBenchmarkTest {
  @Test
  void everyRightRungGivesTheSameTokens() throws RunnerException {
    Map<String, RunResult> cached = run("cached");
    assertThat(cached).hasSize(Rung.values().length);
    double right = gauge(cached.get("kernels"), "tokenHash");
    cached.forEach(
        (rung, row) -> {
          boolean exact = !rung.equals("published") && !rung.equals("mask");
          assertThat(gauge(row, "exact")).as(rung).isEqualTo(exact ? 1 : 0);
          if (exact) {
            assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right);
          }
        });
    run("uncached")
        .forEach((rung, row) -> assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right));
  }

  /** The figures to reach: at most 60 operations a token, under 1 KB of heap. */
  @Test
  void theRungsCostFewerAndFewerOperations() throws RunnerException {
    Map<String, RunResult> cached = run("cached");
    List<Double> operations = new ArrayList<>();
    for (String rung : List.of("published", "fused", "loop", "kernels")) {
      operations.add(gauge(cached.get(rung), "operationsPerToken"));
    }
    assertThat(operations).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(operations.get(3)).isLessThanOrEqualTo(60);
    assertThat(gauge(cached.get("kernels"), "heapBytesPerToken")).isLessThan(1024);
    // A GPU would run idle at each: no arm may look at a value of the device to go on.
    cached.forEach((rung, row) -> assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero());
    run("uncached")
        .forEach((rung, row) -> assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero());
  }

  @Test
  void metricsFollowFromTheTime() throws RunnerException {
    RunResult row = run("cached").get("kernels");
    double seconds = row.getPrimaryResult().getScore();
    double tokens = gauge(row, "tokensPerSecond");
    assertThat(tokens * seconds / 12).isBetween(0.5, 2.0); // a mean of rates, and a rate of means
    assertThat(gauge(row, "gigaflops"))
        .isCloseTo(gauge(row, "flopsPerToken") * tokens / 1e9, within(1e-6 * tokens));
    assertThat(gauge(row, "mfu"))
        .isCloseTo(gauge(row, "gigaflops") / gauge(row, "ceilingGigaflops"), within(1e-9 * tokens));
    assertThat(gauge(row, "mbu")).isBetween(0.0, 1.0);
    assertThat(gauge(row, "kvBytes")).isEqualTo(2 * 4 * 16 * 16 * 4);
    assertThat(gauge(row, "peakRssBytes")).isGreaterThan(1e7);
  }

  @Test
  void theEagerEngineHasOnePrecision() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engine.check(Engine.EAGER, Precision.BFLOAT16))
        .withMessageContaining("dtype bfloat16 needs engine script");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rung.of("top"))
        .withMessageStartingWith("unknown rung 'top'; there are published, mask");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engine.of("jet"))
        .withMessage("unknown engine 'jet'; there are eager, script");
  }

  private static Map<String, RunResult> run(String arm) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\.LadderBenchmark\\." + arm + "$")
                    .param("steps", "12")
                    .param("blockSize", "16")
                    .param("embedSize", "16")
                    .param("threads", "1") // more take other kernels, of more operations
                    .forks(0)
                    .warmupIterations(1)
                    .measurementIterations(2)
                    .addProfiler(Gauges.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, RunResult> rows = new TreeMap<>();
    results.forEach(row -> rows.put(row.getParams().getParam("rung"), row));
    return rows;
  }

  private static double gauge(RunResult row, String name) {
    return row.getSecondaryResults().get(name).getScore();
  }
}
