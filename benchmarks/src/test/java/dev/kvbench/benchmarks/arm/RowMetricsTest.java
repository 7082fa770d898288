package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.results.IterationResult;

class RowMetricsTest {
  /** Results tell kvbench's own rows from those of peers by these names. */
  @ParameterizedTest
  @EnumSource
  void aRowOfAnEngineIsOfNoPeer(Engine engine) {
    String params = "steps=8 policy=ring engine=" + engine.label();
    assertThat(Results.row("GenerateBenchmark.cached", params, 1).isPeer()).isFalse();
  }

  /** An exception of a profiler would take the place of the benchmark's own. */
  @Test
  void anIterationThatFailedHasNone() {
    RowMetrics.clear();
    RowMetrics.set("exact", 1);
    IterationResult failed = new IterationResult(null, null, null);
    assertThat(new RowMetrics().afterIteration(null, null, failed)).isEmpty();
  }
}
