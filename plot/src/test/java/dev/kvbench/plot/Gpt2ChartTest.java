package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class Gpt2ChartTest {
  private static final ChartContext CONTEXT = new ChartContext(Map.of(), "a device", "2");

  private static Row row(String arm, String engine, String phase, double milliseconds) {
    return SweepRows.with(
        SweepRows.row("Gpt2Benchmark." + arm, "ms/op", milliseconds, 3, 0.02),
        "engine",
        engine,
        "phase",
        phase,
        "promptLength",
        4,
        "steps",
        64,
        "dtype",
        "float32");
  }

  @Test
  void aBarIsTheTimeOfOneToken() {
    XYChart chart =
        Gpt2Chart.draw(
                List.of(
                    row("cached", "script", "generate", 1280),
                    row("cached", "transformers", "generate", 2560),
                    row("uncached", "script", "generate", 6400)),
                CONTEXT)
            .orElseThrow();
    // from top to bottom, the uncached arm first, each with its interval
    assertThat(chart.getSeriesCollection())
        .extracting(XYSeries::getName)
        .containsExactly(
            "bar 3.0", "interval 3.0", "bar 2.0", "interval 2.0", "bar 1.0", "interval 1.0");
    assertThat(chart.getSeries("bar 3.0").getXData()[1]).isCloseTo(100, within(1e-9));
    assertThat(chart.getSeries("bar 1.0").getXData()[1]).isCloseTo(40, within(1e-9));
    assertThat(chart.getSeries("bar 3.0").getLineColor())
        .isNotEqualTo(chart.getSeries("bar 1.0").getLineColor());
  }

  @Test
  void aNameSaysWhoComputesWhat() {
    assertThat(Gpt2Chart.name(row("cached", "transformers", "generate", 1), false))
        .isEqualTo("cached: Python, Hugging Face Transformers, 64 tokens from a prompt of 4");
    assertThat(
            Gpt2Chart.name(
                SweepRows.with(row("cached", "script", "decode", 1), "dtype", "bfloat16"), true))
        .isEqualTo("cached (ring): Java, TorchScript, bfloat16, tokens after a context of 4");
  }

  @Test
  void promptsAndOtherUnitsAreNotDrawn() {
    assertThat(Gpt2Chart.draw(List.of(row("cached", "script", "prefill", 1)), CONTEXT)).isEmpty();
    Row seconds = SweepRows.row("Gpt2Benchmark.cached", "s/op", 1, 3, 0.02);
    assertThat(Gpt2Chart.draw(List.of(seconds), CONTEXT)).isEmpty();
  }

  @Test
  void approximateBarsArePaler() {
    Row exact = SweepRows.metric(row("cached", "script", "decode", 1), "exact", 1);
    Row other = SweepRows.metric(row("cached", "script", "decode", 1), "exact", 0);
    XYChart chart = Gpt2Chart.draw(List.of(exact, other), CONTEXT).orElseThrow();
    assertThat(chart.getSeries("bar 2.0").getLineColor())
        .isNotEqualTo(chart.getSeries("bar 1.0").getLineColor());
  }
}
