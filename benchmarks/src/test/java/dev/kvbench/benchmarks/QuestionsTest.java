package dev.kvbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.benchmarks.arm.Gauges;
import dev.kvbench.benchmarks.arm.Span;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs small cases of the benchmarks that ask one question each, inside this JVM. */
class QuestionsTest {
  @Test
  void crossoverTimesBothArmsAtBothEndsOfAText() throws RunnerException {
    Collection<RunResult> rows =
        run("CrossoverBenchmark", Map.of("blockSize", "8", "embedSize", "8"));
    assertThat(rows).hasSize(4);
    for (RunResult row : rows) {
      boolean full = row.getParams().getParam("generation").equals("long");
      boolean cached = row.getParams().getBenchmark().endsWith(".cached");
      // a cache is approximate past the window, and all of a long text's timed tokens are
      assertThat(gauge(row, "exact")).isEqualTo(full && cached ? 0 : 1);
      // W = 12·4·8² + 8·65 weights, 4·L·d = 128; the uncached head is applied to one position
      double token = 2 * (12 * 4 * 64 + 8 * 65) + 128.0 * (full ? 8 : 5);
      double flops = cached ? token : (full ? 8 : 5) * token - 2 * 8 * 65 * (full ? 7 : 4);
      assertThat(gauge(row, "flopsPerToken")).isCloseTo(flops, within(1e-6));
    }
  }

  @Test
  void batchCountsTheTokensOfAllSequences() throws RunnerException {
    for (RunResult row :
        run(
            "BatchBenchmark",
            Map.of("batchSize", "3", "steps", "6", "blockSize", "8", "embedSize", "8"))) {
      assertThat(gauge(row, "exact")).isEqualTo(1);
      double seconds = row.getPrimaryResult().getScore();
      assertThat(gauge(row, "tokensPerSecond") * seconds / 18).isBetween(0.5, 2.0);
    }
  }

  @Test
  void theMiddleOfATextAndItsPromptAreTimed() throws RunnerException {
    CostModel cost = new CostModel(TransformerConfig.article(32, 8));
    Collection<RunResult> steps =
        run(
            "DecodeStepBenchmark",
            Map.of("blockSize", "32", "embedSize", "8", "position", "3,16,40"));
    assertThat(steps).hasSize(6);
    for (RunResult row : steps) {
      int position = number(row, "position");
      boolean cached = row.getParams().getBenchmark().endsWith(".cached");
      LongToDoubleFunction token = cached ? cost::cachedToken : cost::uncachedToken;
      // Of the tokens timed, the two in the middle; past the window all cost the same.
      int middle = position + DecodeStepBenchmark.TOKENS / 2;
      assertThat(gauge(row, "flopsPerToken"))
          .as("position %d", position)
          .isBetween(token.applyAsDouble(middle), token.applyAsDouble(middle + 1));
      assertThat(gauge(row, "exact"))
          .as("position %d", position)
          .isEqualTo(cached && position > 32 ? 0 : 1);
    }

    Collection<RunResult> prompts =
        run(
            "PrefillBenchmark",
            Map.of("blockSize", "32", "embedSize", "8", "promptLength", "1,20,32"));
    assertThat(prompts).hasSize(6);
    for (RunResult row : prompts) {
      int length = number(row, "promptLength");
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "flopsPerToken"))
          .as("prompt of %d", length)
          .isCloseTo(cost.uncachedToken(length), within(1e-6));
    }
  }

  private static int number(RunResult row, String param) {
    return Integer.parseInt(row.getParams().getParam(param));
  }

  @Test
  void everyPolicyWritesIntoAFullWindow() throws RunnerException {
    assertThat(run("CacheUpdateBenchmark", Map.of("blockSize", "8", "embedSize", "8"))).hasSize(6);
  }

  @Test
  void thePredictionIsSetBesideTheTime() throws RunnerException {
    for (RunResult row :
        run("BatchBenchmark", Map.of("batchSize", "1", "steps", "6", "embedSize", "8"))) {
      double micros = row.getPrimaryResult().getScore() * 1e6;
      assertThat(gauge(row, "predictedMicroseconds")).isPositive();
      assertThat(gauge(row, "predictedToMeasured") * micros / gauge(row, "predictedMicroseconds"))
          .isBetween(0.5, 2.0); // a mean of ratios, and a ratio of means
    }
  }

  @Test
  void namesTheGenerationsThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Span.of("endless"))
        .withMessage("unknown generation 'endless'; there are short, long");
  }

  private static Collection<RunResult> run(String benchmark, Map<String, String> params)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + benchmark + "\\.")
            .param("threads", "1")
            .forks(0)
            .warmupIterations(1)
            .warmupTime(TimeValue.milliseconds(10))
            .measurementIterations(2)
            .measurementTime(TimeValue.milliseconds(10))
            .addProfiler(Gauges.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    params.forEach((name, values) -> options.param(name, values.split(",")));
    return new Runner(options.build()).run();
  }

  private static double gauge(RunResult row, String name) {
    return row.getSecondaryResults().get(name).getScore();
  }
}
