package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.forks;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.step;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarChartsTest {
  private static List<BarPicture> draw(Chart chart, Row... rows) {
    return chart.of(run(rows), Scale.AUTO).stream().map(BarPicture.class::cast).toList();
  }

  private static Row rung(String arm, String rung, String dtype, double seconds) {
    Row row =
        row(
            "LadderBenchmark." + arm,
            "s/op",
            forks(seconds),
            "rung",
            rung,
            "dtype",
            dtype,
            "steps",
            500);
    return metric(row, "tokensPerOperation", 500);
  }

  private static Row gpt2(String arm, String phase, String engine, double millis) {
    return pretrained("Gpt2Benchmark." + arm, phase, engine, millis);
  }

  private static Row pretrained(String benchmark, String phase, String engine, double millis) {
    Row row =
        row(
            benchmark,
            "ms/op",
            forks(millis),
            "phase",
            phase,
            "engine",
            engine,
            "model",
            "gpt2",
            "weights",
            "random",
            "steps",
            64,
            "promptLength",
            4);
    return metric(row, "tokensPerOperation", 64);
  }

  @Test
  void everyRungIsABarOfMillisecondsAToken() {
    List<BarPicture> ladders =
        draw(
            new LadderChart(),
            metric(rung("cached", "kernels", "float32", 0.25), "exact", 1),
            metric(rung("cached", "published", "float32", 1), "exact", 0),
            metric(rung("cached", "kernels", "bfloat16", 0.2), "exact", 1),
            rung("uncached", "published", "float32", 5));
    assertThat(ladders)
        .extracting(BarPicture::key)
        .containsExactly("ladder-uncached", "ladder-cached");
    List<Bar> bars = ladders.get(1).bars();
    assertThat(bars)
        .extracting(Bar::name)
        .containsExactly(
            "as the article publishes it, approximate",
            "+ fused attention, faster matrix products",
            "the same, bfloat16");
    assertThat(bars.get(0).value().value()).isEqualTo(2, within(1e-9));
    assertThat(bars.get(0).faster()).isEmpty();
    assertThat(bars.get(1).faster().orElseThrow()).isEqualTo(4, within(1e-9));
    assertThat(bars.get(2).faster().orElseThrow()).isEqualTo(5, within(1e-9));
    assertThat(bars).extracting(Bar::approximate).containsExactly(true, false, false);
    assertThat(ladders.get(1).heading().subtitle().replace('\u00a0', ' '))
        .contains("several number formats", "engine");
  }

  @Test
  void laddersOfSeveralSettingsAreGroupsEachWithItsOwnFirst() {
    List<BarPicture> ladders =
        draw(
            new LadderChart(),
            with(rung("cached", "published", "float32", 4), "threads", 1),
            with(rung("cached", "kernels", "float32", 2), "threads", 1),
            rung("cached", "published", "float32", 3),
            rung("cached", "kernels", "float32", 1),
            with(rung("cached", "kernels", "float32", 1), "threads", 3));
    String kernels = "+ fused attention, faster matrix products";
    assertThat(ladders)
        .singleElement()
        .satisfies(
            ladder ->
                assertThat(ladder.bars())
                    .extracting(Bar::group, Bar::name, bar -> Math.round(bar.faster().orElse(0)))
                    .containsExactly(
                        tuple("1 thread", "as the article publishes it", 0L),
                        tuple("1 thread", kernels, 2L),
                        tuple("2 threads", "as the article publishes it", 0L),
                        tuple("2 threads", kernels, 3L),
                        tuple("3 threads", kernels, 0L)));
  }

  @Test
  void gpt2SaysWhoComputesAndOfWhatAndPairsTheArms() {
    BarPicture picture =
        draw(
                new PretrainedChart(),
                gpt2("cached", "decode", "script", 640),
                gpt2("cached", "generate", "transformers", 1280),
                gpt2("uncached", "generate", "eager", 6400),
                gpt2("uncached", "generate", "transformers", 6400),
                gpt2("cached", "prefill", "script", 10))
            .get(0);
    String python = "Python, Hugging Face Transformers, 64 tokens from a prompt of 4";
    assertThat(picture.bars())
        .extracting(Bar::group, Bar::name, bar -> Math.round(bar.value().value()))
        .containsExactly(
            tuple(python, "uncached", 100L),
            tuple(python, "cached", 20L),
            tuple("Java, call by call, 64 tokens from a prompt of 4", "uncached", 100L),
            tuple("Java, TorchScript, tokens after a context of 4", "cached (ring)", 10L));
    assertThat(picture.bars())
        .extracting(bar -> Math.round(bar.faster().orElse(0)))
        .containsExactly(0L, 5L, 0L, 0L);
    assertThat(picture.bars().get(0).arm()).isEqualTo(Arm.UNCACHED);
    assertThat(picture.heading().subtitle().replace('\u00a0', ' '))
        .startsWith("gpt2 (4 layers, embed 256, random weights)  ·  batch size 1");
  }

  @Test
  void aLlamaHasThatChartToo() {
    Row row = pretrained("LlamaBenchmark.cached", "decode", "llama.cpp", 640);
    assertThat(draw(new PretrainedChart(), row))
        .singleElement()
        .satisfies(picture -> assertThat(picture.heading().key()).isEqualTo("llama"));
  }

  @Test
  void thePredictionStandsBesideTheMeasuredTimeAndOfManyTheWorstAreDrawn() {
    Row row = metric(step("cached", "ring", 16, 300), "predictedMicroseconds", 150);
    BarPicture picture = draw(new PredictionChart(), row, step("cached", "ring", 32, 1)).get(0);
    assertThat(picture.axis().log()).isTrue();
    Bar bar = picture.bars().get(0);
    assertThat(bar.value().value()).isEqualTo(300, within(1e-9));
    assertThat(bar.predicted()).hasValue(150);
    assertThat(bar.name()).isEqualTo("DecodeStepBenchmark.cached");
    assertThat(picture.axis().unit()).isEqualTo(" µs");
    Row slow = metric(step("cached", "ring", 16, 3e6), "predictedMicroseconds", 2e6);
    bar = draw(new PredictionChart(), slow).get(0).bars().get(0);
    assertThat(bar.value().value()).isEqualTo(3000, within(1e-9));
    assertThat(bar.predicted().orElseThrow()).isEqualTo(2000, within(1e-9));
    Row[] rows =
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> metric(step("cached", "ring", i, 100 * i), "predictedMicroseconds", 100))
            .toArray(Row[]::new);
    picture = draw(new PredictionChart(), rows).get(0);
    assertThat(picture.bars()).hasSize(24);
    assertThat(picture.bars().get(0).value().value()).isEqualTo(700, within(1e-9));
    assertThat(picture.heading().notes()).contains("the 24 rows of 30 that are farthest from it");
  }
}
