package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.IterationResult;

class RowMetricsTest {
  /** An exception of a profiler would take the place of the benchmark's own. */
  @Test
  void anIterationThatFailedHasNone() {
    RowMetrics.clear();
    RowMetrics.set("exact", 1);
    IterationResult failed = new IterationResult(null, null, null);
    assertThat(new RowMetrics().afterIteration(null, null, failed)).isEmpty();
  }
}
