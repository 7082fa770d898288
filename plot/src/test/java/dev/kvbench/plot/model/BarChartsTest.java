package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.forks;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
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
    Row row =
        row(
            "Gpt2Benchmark." + arm,
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
            metric(rung("cached", "published", "float32", 1), "exact", 0),
            metric(rung("cached", "kernels", "float32", 0.25), "exact", 1),
            metric(rung("cached", "kernels", "bfloat16", 0.2), "exact", 1),
            rung("uncached", "published", "float32", 5));
    assertThat(ladders)
        .extracting(BarPicture::key)
        .containsExactly("ladder-uncached", "ladder-cached");
    List<Bar> bars = ladders.get(1).bars();
    assertThat(bars)
        .extracting(Bar::name)
        .containsExactly(
            "cached: as the article publishes it (approximate)",
            "cached: + fused attention, faster matrix products",
            "cached: + fused attention, faster matrix products, bfloat16");
    assertThat(bars)
        .extracting(bar -> bar.label().replace('\u00a0', ' '))
        .containsExactly("2.00 ms", "0.500 ms (4.00× as fast)", "0.400 ms (5.00× as fast)");
    assertThat(bars.get(0).value().value()).isEqualTo(2, within(1e-9));
    assertThat(bars).extracting(Bar::approximate).containsExactly(true, false, false);
    assertThat(ladders.get(1).heading().subtitle().replace('\u00a0', ' '))
        .contains("several number formats", "engine");
  }

  @Test
  void aRungOfAnotherLadderIsToldApartAndHasItsOwnFirst() {
    List<Bar> bars =
        draw(
                new LadderChart(),
                rung("cached", "published", "float32", 1),
                dev.kvbench.plot.Samples.with(
                    rung("cached", "ring", "float32", 0.5), "batchSize", 8))
            .get(0)
            .bars();
    assertThat(bars.get(0).name()).endsWith(", batch 1");
    assertThat(bars.get(1).name()).endsWith(", batch 8");
    assertThat(bars.get(1).label()).doesNotContain("as fast");
  }

  @Test
  void gpt2SaysWhoComputesAndOfWhat() {
    BarPicture picture =
        draw(
                new Gpt2Chart(),
                gpt2("cached", "decode", "script", 640),
                gpt2("cached", "generate", "transformers", 1280),
                gpt2("uncached", "generate", "eager", 6400),
                gpt2("cached", "prefill", "script", 10))
            .get(0);
    assertThat(picture.bars())
        .extracting(Bar::name)
        .containsExactly(
            "uncached: Java, operation by operation, 64 tokens from a prompt of 4",
            "cached (ring): Python, Hugging Face Transformers, 64 tokens from a prompt of 4",
            "cached (ring): Java, TorchScript, tokens after a context of 4");
    assertThat(picture.bars())
        .extracting(bar -> Math.round(bar.value().value()))
        .containsExactly(100L, 20L, 10L);
    assertThat(picture.bars().get(0).arm()).isEqualTo(Arm.UNCACHED);
    assertThat(picture.heading().subtitle().replace('\u00a0', ' '))
        .startsWith("gpt2 (4 layers, embed 256, random weights)  ·  batch size 1");
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
    assertThat(bar.label()).isEqualTo("300 µs, predicted 150 µs");
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
