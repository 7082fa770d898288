package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static dev.kvbench.benchmarks.InProcess.isCached;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** On a tiny model. */
class Gpt2BenchmarkTest {
  /** Made by Hugging Face Transformers; 2 layers, embed 16, block 64, 48 tokens. */
  private static final String TINY = Path.of("../src/test/resources/golden/gpt2-tiny").toString();

  private static final TransformerConfig CONFIG =
      new TransformerConfig(ModelFamily.GPT2, 2, 2, 16, 64, 48);

  private static List<RunResult> run(String params) throws RunnerException {
    return InProcess.run("Gpt2Benchmark", "model=" + TINY + " " + params);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phase=generate steps=20",
        "phase=prefill steps=1",
        "phase=decode steps=20",
        "phase=generate steps=20 engine=eager"
      })
  void bothArmsGiveTheSameTokensInEveryPhase(String params) throws RunnerException {
    List<RunResult> rows = run("promptLength=6 " + params);
    assertThat(rows).hasSize(2);
    assertThat(rows).allMatch(row -> gauge(row, "exact") == 1);
    assertThat(rows).allMatch(row -> gauge(row, "trainedWeights") == 1);
    assertThat(rows.stream().map(row -> gauge(row, "tokenHash")).distinct()).hasSize(1);
    assertThat(rows).allMatch(row -> row.getPrimaryResult().getScoreUnit().equals("ms/op"));
  }

  @Test
  void operationsAreThoseOfThePhase() throws RunnerException {
    for (String phase : List.of("generate", "decode")) {
      for (RunResult row : run("steps=3 promptLength=5 phase=" + phase)) {
        CostModel cost =
            new CostModel(CONFIG, Optional.of(CachePolicy.RING).filter(p -> isCached(row)));
        Work work = phase.equals("decode") ? cost.steps(6, 3) : cost.pass(5).plus(cost.steps(6, 2));
        assertThat(gauge(row, "flopsPerToken"))
            .isCloseTo(work.flops() / 3, Percentage.withPercentage(1e-6));
        assertThat(gauge(row, "bytesPerToken"))
            .isCloseTo(cost.bytes(work, 1, Precision.FLOAT32) / 3, Percentage.withPercentage(1e-6));
      }
    }
  }
}
