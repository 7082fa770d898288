package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.arm.LadderRung;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Runs every rung inside this JVM. */
class LadderBenchmarkTest {
  private static final List<String> APPROXIMATE = List.of("published", "mask");

  /**
   * Right rungs give the same tokens, in fewer and fewer operations, at most 60 a token in the end,
   * and under 1 KB of heap. None looks at a value of the device to go on: a GPU would run idle.
   */
  @Test
  void aLadderLeadsToTheFastestRightArms() throws RunnerException {
    Map<String, RunResult> cached = run("cached");
    assertThat(cached).hasSize(LadderRung.values().length);
    double right = gauge(cached.get("kernels"), "tokenHash");
    cached.forEach(
        (rung, row) -> {
          boolean exact = !APPROXIMATE.contains(rung);
          assertThat(gauge(row, "exact")).as(rung).isEqualTo(exact ? 1 : 0);
          if (exact) {
            assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right);
          }
          assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero();
        });
    run("uncached")
        .forEach(
            (rung, row) -> {
              assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right);
              assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero();
            });
    assertThat(List.of("published", "fused", "loop", "kernels"))
        .extracting(rung -> gauge(cached.get(rung), "operationsPerToken"))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a))
        .last()
        .satisfies(operations -> assertThat(operations).isLessThanOrEqualTo(60));
    assertThat(gauge(cached.get("kernels"), "heapBytesPerToken")).isLessThan(1024);
  }

  private static Map<String, RunResult> run(String arm) throws RunnerException {
    Map<String, RunResult> rows = new TreeMap<>();
    InProcess.run(
            "LadderBenchmark." + arm, Map.of("steps", "12", "blockSize", "16", "embedSize", "16"))
        .forEach(row -> rows.put(row.getParams().getParam("rung"), row));
    return rows;
  }
}
