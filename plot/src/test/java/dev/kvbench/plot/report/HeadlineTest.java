package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.LossChart;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
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
        .contains(
            "; fitted: it pays from about 9 tokens on, which is shorter than what was measured, by"
                + " curves that miss a time by up to 10 %; past the window");
  }

  private static Row generation(String method, String engine, String policy, double... seconds) {
    return Samples.row(
        "GenerateBenchmark." + method,
        Map.of("steps", "64", "engine", engine, "policy", policy),
        seconds);
  }

  @Test
  void everySettingHasAFitOfItsOwnAndWhatIsNotSureOfIt() {
    List<Row> rows = new ArrayList<>();
    for (String engine : List.of("eager", "script")) {
      double[] cached = engine.equals("eager") ? new double[] {0.9, 2.1} : new double[] {0.1, 0.11};
      rows.add(generation("uncached", engine, "shift", 1, 1.1));
      rows.add(generation("cached", engine, "shift", cached));
    }
    List<PaysFrom> fits = new ArrayList<>();
    for (String engine : List.of("eager", "script")) {
      fits.add(
          new PaysFrom(
              "shift",
              new TreeMap<>(
                  Map.of(
                      "blockSize", "1024",
                      "embedSize", "256",
                      "engine", engine,
                      "mode", "ss",
                      "jmhThreads", "1")),
              OptionalInt.of(1),
              64,
              true,
              engine.equals("eager") ? 0.26 : 0.04));
    }
    ReportRun run = Samples.run(rows);
    ReportRun fitted =
        new ReportRun("run", run.environment(), rows, fits, Optional.empty(), List.of());
    String shorter = "it pays from the first token on, which is shorter than what was measured, by";
    assertThat(Headline.of(fitted).get(0))
        .contains(
            "; fitted: on the script engine (policy shift) "
                + shorter
                + " curves that miss a time by up to 4 %; on the eager engine (policy shift) "
                + shorter
                + " curves that miss a time by up to 26 %, though at 64 tokens no gain was measured"
                + " for sure; past");
  }

  @Test
  void theLowestSpeedUpIsToldWhereThereAreMany() {
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      rows.add(generation("uncached", "e" + i, "shift", 1, 1.01));
      rows.add(generation("cached", "e" + i, "shift", 0.05 * i * i, 0.0505 * i * i));
    }
    assertThat(Headline.of(Samples.run(rows)).get(0))
        .contains("on the e4 engine", "; and 2 more, of which the least: 64 tokens 0.56× as fast [")
        .contains("] on the e6 engine (policy shift)")
        .doesNotContain("e5");
  }

  @Test
  void whoseAnswersAreApproximateIsLeftOutByName() {
    assertThat(
            first(
                generation("uncached", "script", "", 1, 1.01),
                generation("cached", "script", "ring", 0.1, 0.101),
                generation("uncached", "pytorch", "", 1, 1.01),
                Samples.with(generation("cached", "pytorch", "kept", 0.05, 0.051), "exact", 0)))
        .contains("64 tokens 10× faster")
        .contains("; left out, for the answer is approximate: policy kept on the pytorch engine;");
    assertThat(Headline.of(Samples.reference("article-peers-zen5-2cpu")).get(0))
        .contains("approximate: policy article on the pytorch-published engine");
  }

  @Test
  void noPolicyIsToldOfForItsLuck() {
    List<Row> rows = new ArrayList<>();
    rows.add(step("uncached", "ring", "1", 1, 1.01));
    rows.add(step("cached", "growing", "1", 0.09, 0.091));
    rows.add(step("cached", "ring", "1", 0.1, 0.101));
    rows.add(step("cached", "sinks", "1", 0.08, 0.081));
    assertThat(Headline.of(Samples.run(rows)).get(0))
        .contains("one token with 64 before it 10× faster [")
        .endsWith("] (policy ring, one of 3)");
    rows.add(step("uncached", "ring", "2", 1, 1.01));
    rows.add(step("cached", "sinks", "2", 0.2, 0.202));
    assertThat(Headline.of(Samples.run(rows)).get(0))
        .contains("(policy ring, one of 3, threads 1) and 5.0× faster [")
        .endsWith("] (policy sinks, threads 2)");
    assertThat(Headline.of(Samples.reference("decode-zen5-2cpu")).get(0))
        .contains("(policy ring, ");
  }

  private static Row step(String method, String policy, String threads, double... times) {
    return Samples.row(
        "DecodeStepBenchmark." + method,
        Map.of("position", "64", "policy", policy, "threads", threads),
        times);
  }

  @Test
  void batchesAreComparedWithinASetting() {
    List<Row> rows = new ArrayList<>();
    for (String engine : List.of("eager", "script")) {
      for (String batch : engine.equals("eager") ? List.of("1") : List.of("1", "8")) {
        Map<String, String> params = Map.of("batchSize", batch, "engine", engine, "policy", "ring");
        rows.add(Samples.row("BatchBenchmark.uncached", params, 1, 1.01));
        double cached = engine.equals("eager") ? 0.5 : batch.equals("1") ? 0.2 : 0.1;
        rows.add(Samples.row("BatchBenchmark.cached", params, cached, 1.01 * cached));
      }
    }
    assertThat(Headline.of(Samples.run(rows)).get(0).replaceAll(" \\[[^]]*]", ""))
        .endsWith(
            "a KV cache makes tokens of one sequence 5.0× faster, of 8 sequences side by side 10×"
                + " faster on the script engine (policy ring); of one sequence 2.0× faster on the"
                + " eager engine (policy ring)");
  }

  @Test
  void modelSizesAreCountedForEachSetting() {
    List<Row> rows = new ArrayList<>();
    for (String threads : List.of("1", "2")) {
      for (String block : List.of("8", "32")) {
        Map<String, String> params =
            Map.of(
                "blockSize",
                block,
                "generation",
                "long",
                "engine",
                "script",
                "policy",
                "ring",
                "threads",
                threads);
        rows.add(Samples.row("CrossoverBenchmark.uncached", params, 1, 1.01));
        rows.add(Samples.row("CrossoverBenchmark.cached", params, 0.5, 0.51));
      }
    }
    assertThat(Headline.of(Samples.run(rows)))
        .hasSize(2)
        .allMatch(sentence -> sentence.contains("is ahead at 2 of 2 model sizes"))
        .anyMatch(sentence -> sentence.contains("(script, ring, threads 1) a KV cache"))
        .anyMatch(sentence -> sentence.contains("(script, ring, threads 2) a KV cache"));
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
    assertThat(Headline.of(Samples.reference("quick-zen5-2cpu")).get(0))
        .contains(
            "512 tokens 30× faster [24–37] on the script engine (policy shift)"
                + " and 13× faster [7.5–23] on the eager engine (policy shift)");
    assertThat(Headline.of(Samples.reference("ladder-zen5-2cpu")).get(0))
        .contains("0.29 ms [0.235 to 0.357] a token instead of 1.9 as published");
  }
}
