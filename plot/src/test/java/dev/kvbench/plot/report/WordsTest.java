package dev.kvbench.plot.report;

import static dev.kvbench.plot.Samples.generation;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.row;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.DisturbedForks;
import dev.kvbench.results.run.Environment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headline and the limits. */
class WordsTest {
  private static String headline(Row... rows) {
    return Headline.of(run(rows)).replace('\u00a0', ' ');
  }

  @Test
  void theHeadlineIsTheFigureOfWhatAgainstWhatOnWhat() {
    assertThat(headline(Samples.generations().toArray(new Row[0])))
        .matches(
            "A KV cache makes 64 tokens 10.0× as fast \\[9.56 to 10.5\\]: cached \\(ring\\) against"
                + " uncached; 4 layers, 4 heads, embed 256, block 1024, batch size 1, float32,"
                + " script engine, CPU: Test CPU, 2 threads");
  }

  @Test
  void ofSeveralTheLongestExactComparedPolicyOverTheFastestUncachedArm() {
    String words =
        headline(
            generation("uncached", 64, 1, "engine", "eager"),
            generation("uncached", 64, 0.5, "engine", "script"),
            generation("uncached", 32, 0.4, "engine", "script"),
            generation("cached", 64, 0.05, "engine", "eager"),
            generation("cached", 64, 0.1, "engine", "script"),
            generation("cached", 64, 0.001, "engine", "script", "policy", "shift"),
            generation("cached", 32, 0.001, "engine", "script"),
            generation("uncached", 64, 0.1, "engine", "llama.cpp"),
            generation("cached", 64, 0.001, "engine", "llama.cpp"),
            generation("cached", 64, 0.001, "engine", "llama.cpp", "policy", "growing"),
            generation("cached", 64, 0.001, "engine", "llama.cpp", "policy", "shift"),
            generation("uncached", 64, 0.2, "engine", "script", "dtype", "bfloat16"),
            generation("cached", 64, 0.1, "engine", "script", "dtype", "bfloat16"),
            metric(
                generation("cached", 64, 1e-4, "engine", "script", "policy", "article"),
                "exact",
                0));
    assertThat(words).startsWith("A KV cache makes 64 tokens 5.00× as fast [").contains("(ring)");
  }

  @Test
  void theFastestUncachedArmIsThatOfTheHighestRate() {
    assertThat(
            headline(
                rate("uncached", 1, "eager"),
                rate("cached", 10, "eager"),
                rate("uncached", 2, "script"),
                rate("cached", 10, "script")))
        .startsWith("A KV cache makes 64 tokens 5.00× as fast [");
  }

  private static Row rate(String arm, double perSecond, String engine) {
    double[] forks = Samples.forks(perSecond);
    return row("GenerateBenchmark." + arm, "ops/s", forks, "steps", 64, "engine", engine);
  }

  @Test
  void anApproximateOrUncertainGainIsCalledSo() {
    assertThat(
            headline(
                generation("uncached", 64, 1), metric(generation("cached", 64, 0.1), "exact", 0)))
        .contains("whose answers differ");
    assertThat(headline(generation("uncached", 64, 1), generation("cached", 64, 1.01)))
        .contains("0.990× as fast [", "which includes no difference");
    assertThat(
            headline(
                row("GenerateBenchmark.uncached", "s/op", new double[] {2}, "steps", 8),
                row("GenerateBenchmark.cached", "s/op", new double[] {1}, "steps", 8)))
        .contains("2.00× as fast (no interval: one fork)");
  }

  @Test
  void otherRunsHaveTheirOwn() {
    assertThat(headline(step("uncached", "ring", 500, 90), step("cached", "ring", 500, 9)))
        .startsWith("A KV cache makes a token after 500 others 10.0× as fast");
    assertThat(headline()).startsWith("Rows measured: 0,");
    assertThat(headline(step("cached", "ring", 500, 9)))
        .isEqualTo("Rows measured: 1, none without a cache");
    assertThat(headline(step("cached", "ring", 500, 9), step("uncached", "ring", 501, 90)))
        .startsWith("No cached row stands beside an uncached one of its setting");
    assertThat(Headline.of(run(Samples.foreign()))).isEqualTo("Rows measured: 1, of neither arm");
    assertThat(Headline.of(Samples.quality()))
        .isEqualTo(
            "Past the window of 64 tokens a cache costs between 0.0400 nats [0.0300 to 0.0500]"
                + " (hop) and 0.501 nats [0.491 to 0.511] (shift) a token in likelihood against"
                + " the uncached model");
    assertThat(Headline.of(Samples.training()))
        .isEqualTo(
            "A training of 500 steps brought the loss on held-out text from 4.20 to 2.10 nats a"
                + " token");
  }

  @Test
  void limitsNameForksPairsAndAnswers() {
    assertThat(Limits.of(run(Samples.generations())))
        .containsExactly(
            "3 forks: no verdict at 5 % on whether another run differs; compare needs 4 a side",
            "1 of 4 rows compute something else than the uncached model; what that costs in quality"
                + " a quality run says");
    assertThat(
            Limits.of(
                run(
                    row("GenerateBenchmark.cached", "s/op", new double[] {1}),
                    generation("uncached", 9, Double.NaN))))
        .anyMatch(limit -> limit.startsWith("no figure of a row: ") && limit.contains("NaN"))
        .contains(
            "one fork of 1 of 1 rows: no interval there, so noise cannot be told from a difference",
            "no cached row stands beside an uncached one of the same setting: no speed-up");
    assertThat(Limits.of(run(generation("cached", 64, 1)))).noneMatch(it -> it.contains("stands"));
    assertThat(Limits.of(run(Samples.metric(Samples.foreign(), "exact", 0)))).hasSize(1);
    assertThat(Limits.of(run(generation("uncached", 64, 1), generation("cached", 64, 1.01))))
        .anyMatch(limit -> limit.startsWith("the interval of 1 of 1 speed-ups includes 1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run|state|running or stopped|this run is still going on, or was stopped: rows may be"
            + " missing",
        "run|failed: cached steps=4|out of memory|failed: cached steps=4: out of memory",
        "shard|number|1|shard 1 of unknown: rows of the others are not here; merge joins them",
        "build|git.dirty|true|the measured code had uncommitted changes: its commit does not say"
            + " all of it",
        "machine|busyCoresAtStart|1.2|other work kept 1.2 cores busy at the start"
      })
  void limitsNameWhatIsMissing(String section, String name, String value, String limit) {
    assertThat(Limits.of(run(section, name, value))).contains(limit);
    assertThat(Limits.of(run("machine", "busyCoresAtStart", "0.1"))).isEmpty();
  }

  @Test
  void limitsCountDisturbedForks() {
    assertThat(limits(new DisturbedForks("forks", 10, 1, 0, 0, 0)))
        .containsExactly(
            "disturbed by other work and measured again: 1 of 10 forks; section disturbance of"
                + " environment.json names them");
    assertThat(limits(new DisturbedForks("forks", 10, 0, 0, 0, 0))).isEmpty();
  }

  private static List<String> limits(DisturbedForks forks) {
    Environment environment = Samples.ENVIRONMENT.with("disturbance", forks.facts());
    return Limits.of(RunData.of(Path.of("run"), environment, List.of()));
  }
}
