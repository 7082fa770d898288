package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

class GenerateBenchmarkTest {
  @Test
  void insideTheWindowBothArmsAreExactAndGiveTheSameTokens() throws RunnerException {
    List<RunResult> rows = run("steps=12 policy=shift batchSize=2");
    RunResult cached = InProcess.row(rows, "cached");
    RunResult uncached = InProcess.row(rows, "uncached");
    assertThat(gauge(cached, "exact")).isEqualTo(1);
    assertThat(gauge(uncached, "exact")).isEqualTo(1);
    assertThat(gauge(cached, "tokenHash")).isEqualTo(gauge(uncached, "tokenHash"));
    assertThat(gauge(cached, "maxLogitDifference")).isBetween(0.0, 1e-4);
    assertThat(gauge(cached, "kvBytes")).isEqualTo(2 * 2 * 4 * 16 * 16 * 4);
    assertThat(gauge(uncached, "kvBytes")).isZero();
    assertThat(gauge(cached, "peakRssBytes")).isGreaterThan(1e7);
    assertThat(cached.getPrimaryResult().getScoreUnit()).isEqualTo("s/op");
    assertThat(cached.getSecondaryResults()).doesNotContainKey("bursty");
  }

  @Test
  void thePublishedCacheIsApproximateAndSaysHowFarOff() throws RunnerException {
    RunResult cached = InProcess.row(run("steps=12 policy=article"), "cached");
    assertThat(gauge(cached, "exact")).isZero();
    assertThat(gauge(cached, "maxLogitDifference")).isGreaterThan(1e-3);
  }

  private static List<RunResult> run(String params) throws RunnerException {
    return InProcess.run("GenerateBenchmark", "blockSize=16 embedSize=16 " + params);
  }
}
