package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static dev.kvbench.benchmarks.InProcess.isCached;
import static dev.kvbench.benchmarks.InProcess.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Small cases of the benchmarks that ask one question each. */
class QuestionsTest {
  private static final TransformerConfig CONFIG = TransformerConfig.article(32, 8);

  private static CostModel cost(boolean cached) {
    return new CostModel(CONFIG, Optional.of(CachePolicy.RING).filter(policy -> cached));
  }

  @Test
  void crossoverTimesBothArmsAtBothEndsOfAText() throws RunnerException {
    List<RunResult> rows = run("CrossoverBenchmark", "blockSize=8 embedSize=8");
    assertThat(rows).hasSize(4);
    for (RunResult row : rows) {
      boolean full = row.getParams().getParam("generation").equals("long");
      // a cache is approximate past the window, and all of a long text's timed tokens are
      assertThat(gauge(row, "exact")).isEqualTo(full && isCached(row) ? 0 : 1);
      // W = 12·4·8² + 8·65 weights, 4·L·d = 128; what is counted of the uncached arm for the last
      // position only is the head, 20·d² of the last layer, and its 4·d·T
      double flops = 0;
      for (int t = 1; t <= 8; t++) {
        int window = full ? 8 : t;
        double token = 2 * (12 * 4 * 64 + 8 * 65) + 128.0 * window;
        double once = 2 * 8 * 65 + 20 * 64 + 32.0 * window;
        flops += (isCached(row) ? token : window * token - (window - 1) * once) / 8;
      }
      assertThat(gauge(row, "flopsPerToken")).isCloseTo(flops, within(1e-6));
    }
  }

  @Test
  void batchCountsTheTokensOfAllSequences() throws RunnerException {
    for (RunResult row : run("BatchBenchmark", "batchSize=3 steps=6 blockSize=32 embedSize=8")) {
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "flopsPerToken"))
          .isCloseTo(cost(isCached(row)).steps(1, 6).flops() / 6, within(1e-6));
      assertThat(gauge(row, "predictedMicroseconds")).isPositive();
    }
  }

  @Test
  void theMeanOfTheTokensTimedIsCounted() throws RunnerException {
    List<RunResult> rows = run("DecodeStepBenchmark", "blockSize=32 embedSize=8 position=3,40");
    assertThat(rows).hasSize(4);
    for (RunResult row : rows) {
      int position = Integer.parseInt(row.getParams().getParam("position"));
      int tokens = DecodeStepBenchmark.TOKENS;
      assertThat(gauge(row, "flopsPerToken"))
          .as("position %d", position)
          .isCloseTo(
              cost(isCached(row)).steps(position + 1, tokens).flops() / tokens, within(1e-6));
      assertThat(gauge(row, "exact"))
          .as("position %d", position)
          .isEqualTo(isCached(row) && position > 32 ? 0 : 1);
    }
  }

  @Test
  void promptsTakeAPass() throws RunnerException {
    List<RunResult> rows = run("PrefillBenchmark", "blockSize=32 embedSize=8 promptLength=1,32");
    assertThat(rows).hasSize(4);
    for (RunResult row : rows) {
      int length = Integer.parseInt(row.getParams().getParam("promptLength"));
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "tokensPerOperation")).isEqualTo(length);
      assertThat(gauge(row, "flopsPerToken"))
          .as("prompt of %d", length)
          .isCloseTo(cost(false).pass(length).flops() / length, within(1e-6));
    }
  }

  /** The second text begins within the measured time. */
  @Test
  void aSampleIsOneTokenOfATextThatBeginsAgain() throws RunnerException {
    List<RunResult> rows =
        run("TokenLatencyBenchmark", "blockSize=32 embedSize=8 steps=3 engine=eager,script");
    assertThat(rows).hasSize(4);
    for (RunResult row : rows) {
      assertThat(row.getPrimaryResult().getSampleCount()).isGreaterThan(3);
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "tokensPerOperation")).isEqualTo(1);
      assertThat(gauge(row, "flopsPerToken"))
          .isCloseTo(cost(isCached(row)).steps(2, 3).flops() / 3, within(1e-6));
    }
  }

  /** Of the last token alone where the cache has all; the uncached arm takes all of it always. */
  @Test
  void promptsWhoseBeginningIsKeptTakeAPassOverTheRest() throws RunnerException {
    String params = "blockSize=32 embedSize=8 promptLength=30 policy=ring,paged";
    for (RunResult row : run("PrefillBenchmark", params + " cachedPercent=50,100")) {
      boolean all = row.getParams().getParam("cachedPercent").equals("100");
      boolean cached = isCached(row);
      int kept = !cached ? 0 : all ? 29 : 15;
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "tokensPerOperation")).isEqualTo(30);
      assertThat(gauge(row, "flopsPerToken"))
          .isCloseTo(cost(cached).pass(30, kept).flops() / 30, within(1e-6));
    }
  }

  @ParameterizedTest
  @CsvSource({"process, 0, 1", "sequence, 1, 2"})
  void startsAreCheckedAsOtherGenerations(String start, int warmup, int measured)
      throws RunnerException {
    String model = "blockSize=32 embedSize=8 steps=6";
    List<RunResult> rows = run("StartBenchmark", model + " start=" + start, warmup, measured);
    assertThat(rows).hasSize(2);
    double tokens = gauge(run("GenerateBenchmark.cached", model).get(0), "tokenHash");
    for (RunResult row : rows) {
      assertThat(gauge(row, "exact")).isEqualTo(1);
      assertThat(gauge(row, "tokensPerOperation")).isEqualTo(6);
      assertThat(gauge(row, "tokenHash")).isEqualTo(tokens);
    }
  }

  @Test
  void aProcessStartsOnce() {
    assertThatThrownBy(() -> run("StartBenchmark.cached", "start=process", 1, 1))
        .hasStackTraceContaining("start process is one generation a fork: -wi 0 -i 1");
  }

  /** Those of which a few writes take most of the time say so. */
  @Test
  void everyPolicyWritesIntoAFullWindow() throws RunnerException {
    List<RunResult> rows = run("CacheUpdateBenchmark", "blockSize=8 embedSize=8");
    assertThat(rows).hasSize(8);
    for (RunResult row : rows) {
      CachePolicy policy = CachePolicy.of(row.getParams().getParam("policy"));
      assertThat(row.getSecondaryResults().containsKey("bursty")).isEqualTo(policy.bursty());
    }
  }
}
