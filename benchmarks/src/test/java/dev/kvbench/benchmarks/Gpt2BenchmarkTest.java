package dev.kvbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.arm.Gauges;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.arm.Phase;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmark's own methods on a tiny model, inside this JVM. */
class Gpt2BenchmarkTest {
  /** Made by Hugging Face Transformers; 2 layers, embed 16, block 64, 48 tokens. */
  private static final String TINY = Path.of("../src/test/resources/golden/gpt2-tiny").toString();

  private static final TransformerConfig CONFIG =
      new TransformerConfig(ModelFamily.GPT2, 2, 2, 16, 64, 48);

  private static Collection<RunResult> run(Map<String, String> params) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\.Gpt2Benchmark\\.")
            .param("model", TINY)
            .param("threads", "1")
            .forks(0)
            .warmupIterations(1)
            .measurementIterations(2)
            .addProfiler(Gauges.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    params.forEach((name, value) -> options.param(name, value.split(",")));
    return new Runner(options.build()).run();
  }

  private static double gauge(RunResult row, String name) {
    return row.getSecondaryResults().get(name).getScore();
  }

  private static boolean isCached(RunResult row) {
    return row.getParams().getBenchmark().endsWith(".cached");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eager", "script"})
  void bothArmsGiveTheSameTokensInEveryPhase(String engine) throws RunnerException {
    for (Phase phase : Phase.values()) {
      String steps = phase == Phase.PREFILL ? "1" : "20";
      Collection<RunResult> rows =
          run(
              Map.of(
                  "phase", phase.label(), "steps", steps, "promptLength", "6", "engine", engine));
      assertThat(rows).hasSize(2);
      assertThat(rows).allMatch(row -> gauge(row, "exact") == 1);
      assertThat(rows).allMatch(row -> gauge(row, "trainedWeights") == 1);
      assertThat(rows.stream().map(row -> gauge(row, "tokenHash")).distinct()).hasSize(1);
      assertThat(rows).allMatch(row -> row.getPrimaryResult().getScoreUnit().equals("ms/op"));
    }
  }

  @Test
  void operationsAreThoseOfThePhase() throws RunnerException {
    CostModel cost = new CostModel(CONFIG);
    for (RunResult row : run(Map.of("phase", "generate", "steps", "3", "promptLength", "5"))) {
      double flops =
          isCached(row)
              ? cost.uncachedToken(5) + cost.cachedToken(6) + cost.cachedToken(7)
              : cost.uncachedToken(5) + cost.uncachedToken(6) + cost.uncachedToken(7);
      assertThat(gauge(row, "flopsPerToken")).isCloseTo(flops / 3, Percentage.withPercentage(1e-6));
    }
    for (RunResult row : run(Map.of("phase", "decode", "steps", "3", "promptLength", "5"))) {
      double flops =
          isCached(row)
              ? cost.cachedToken(6) + cost.cachedToken(7) + cost.cachedToken(8)
              : cost.uncachedToken(6) + cost.uncachedToken(7) + cost.uncachedToken(8);
      assertThat(gauge(row, "flopsPerToken")).isCloseTo(flops / 3, Percentage.withPercentage(1e-6));
      double elements = isCached(row) ? cost.cachedStepElements(6, 3) : 3 * cost.matrixWeights();
      assertThat(gauge(row, "bytesPerToken"))
          .isCloseTo(4 * elements / 3, Percentage.withPercentage(1e-6));
    }
  }

  @Test
  void pastTheWindowARingIsApproximate() throws RunnerException {
    for (RunResult row : run(Map.of("steps", "70", "policy", "ring"))) {
      assertThat(gauge(row, "exact")).isEqualTo(isCached(row) ? 0 : 1);
    }
  }

  @Test
  void randomWeightsHaveTheShapeAndTheRowSaysSo() throws RunnerException {
    List<RunResult> rows = List.copyOf(run(Map.of("weights", "random", "steps", "8")));
    assertThat(rows).allMatch(row -> gauge(row, "trainedWeights") == 0);
    assertThat(gauge(rows.get(0), "tokenHash")).isEqualTo(gauge(rows.get(1), "tokenHash"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model=gpt3 | gpt2-medium",
        "phase=all | unknown phase 'all'; there are generate, prefill, decode",
        "phase=prefill,steps=2 | steps must be 1, not 2",
        "weights=mine | unknown weights 'mine'; there are auto, trained, random",
        "promptLength=2000 | promptLength 2000 is more than the 1024 positions of gpt2",
        "engine=eager,dtype=bfloat16 | dtype bfloat16 needs engine script"
      })
  void whatCannotRunIsRefusedInALine(String values, String message) {
    Map<String, String> params = new java.util.TreeMap<>(Map.of("model", "gpt2"));
    for (String value : values.split(",", -1)) {
      params.put(value.split("=", 2)[0], value.split("=", 2)[1]);
    }
    assertThatThrownBy(() -> Parameters.check(params))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }
}
