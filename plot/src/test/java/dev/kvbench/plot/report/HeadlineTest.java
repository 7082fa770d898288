package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.LossChart;
import dev.kvbench.results.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeadlineTest {
  private static String first(Row... rows) {
    return Headline.of(Samples.run(List.of(rows))).get(0);
  }

  @Test
  void saysHowManyTimesFasterWithinTheWindowAndWhatHoldsPastIt() {
    assertThat(Headline.of(Samples.run(Samples.rows())).get(0))
        .startsWith(
            "On this machine (CPU: Test CPU, 2 threads) a KV cache makes 64 tokens 10× faster [")
        .contains("] (policy shift); past the window of 1024 tokens, 2048 tokens are 30× faster")
        .endsWith("but the two arms compute different functions there");
  }

  @Test
  void saysThatTheRunCannotTell() {
    assertThat(
            first(
                Samples.row("uncached", 64, "shift", 1.0, 2.0, 0.5),
                Samples.row("cached", 64, "shift", 0.9, 2.1, 0.4)))
        .contains("(the interval includes 1: no difference can be told)")
        .contains("past the window of 1024 tokens nothing was measured");
  }

  @Test
  void saysThatTheCacheIsSlowerAndThatThereIsNoInterval() {
    assertThat(
            first(
                Samples.row("uncached", 64, "shift", 1.0), Samples.row("cached", 64, "shift", 2.0)))
        .contains("makes 64 tokens 0.50× as fast (one fork, no interval)");
  }

  @Test
  void anApproximateAnswerIsCalledSo() {
    assertThat(
            first(
                Samples.row("uncached", 64, "shift", 1.0),
                Samples.row("cached", 64, "article", 0.5)))
        .contains("2.0× faster", "policy article, whose answer is approximate");
  }

  @Test
  void saysFromWhereOnItPaysWhereThatWasFitted() {
    ReportRun run = Samples.run(Samples.rows());
    var setting =
        new TreeMap<>(
            Map.of("blockSize", "1024", "embedSize", "256", "mode", "ss", "jmhThreads", "1"));
    PaysFrom pays = new PaysFrom("shift", setting, OptionalInt.of(9), 64, true, 0.1);
    ReportRun fitted =
        new ReportRun(
            "run", run.environment(), run.rows(), List.of(pays), Optional.empty(), List.of());
    assertThat(Headline.of(fitted).get(0))
        .contains("it pays from about 9 tokens on (fitted, and shorter than what was measured)");
  }

  @Test
  void withoutAPartnerNothingIsSaidOfACache() {
    assertThat(first(Samples.row("cached", 64, "shift", 1.0)))
        .endsWith("no cached row has an uncached partner: what a cache buys is not said");
    assertThat(first()).endsWith("nothing was measured that could be reported");
  }

  @Test
  void aTrainingSaysWhatItLearnt() {
    ReportRun run =
        new ReportRun(
            "run",
            Samples.ENVIRONMENT,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(new LossChart.Point(10, 3, 2.5), new LossChart.Point(20, 2, 1.9)));
    assertThat(Headline.of(run))
        .containsExactly(
            "On this machine (CPU: Test CPU, 2 threads) a training of 20 steps brought the loss on"
                + " held-out text from 2.5 to 1.9 nats a token");
  }

  /** The figures that the README has of the same run. */
  @Test
  void theReferenceRunSaysWhatItsTableSays() {
    assertThat(Headline.of(Samples.reference("quick-zen3-2cpu")).get(0))
        .contains(
            "512 tokens 20× faster [14–27] on the script engine (policy shift)"
                + " and 6.9× faster [5.4–8.9] on the eager engine (policy shift)");
    assertThat(Headline.of(Samples.reference("ladder-zen3-2cpu")).get(0))
        .contains("0.78 ms [0.613 to 0.992] a token instead of 4.05 as published");
  }
}
