package dev.kvbench.benchmarks;

import static dev.kvbench.benchmarks.InProcess.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.arm.LadderRung;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Runs every rung inside this JVM. */
class LadderBenchmarkTest {
  private static final List<String> APPROXIMATE = List.of("published", "mask");

  @Test
  void someRungs() throws RunnerException {
    aLadderLeadsToTheFastestRightArms("published", "fused", "kernels");
  }

  @Test
  @Tag("exhaustive")
  void allRungs() throws RunnerException {
    aLadderLeadsToTheFastestRightArms(rungs().toArray(String[]::new));
  }

  /** The chart is of a module that cannot see the rungs. */
  @Test
  void everyRungHasItsPlaceAndItsWordsInTheChart() {
    List<String> rungs = rungs();
    List<Row> rows =
        rungs.stream()
            .map(
                rung ->
                    Results.row(
                        "LadderBenchmark.cached", "steps=8 rung=" + rung, 1 + rungs.indexOf(rung)))
            .toList();
    RunData run = RunData.of(Path.of("run"), Environment.of(new TreeMap<>()), rows);
    List<Bar> bars = ((BarPicture) Charts.of(run, Scale.AUTO).get(0)).bars();
    assertThat(bars).hasSameSizeAs(rungs);
    assertThat(bars).extracting(Bar::name).doesNotContainAnyElementsOf(rungs);
    assertThat(bars).extracting(bar -> bar.value().value()).isSorted();
  }

  private static List<String> rungs() {
    return Arrays.stream(LadderRung.values())
        .map(rung -> rung.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * Right rungs give the same tokens, in fewer and fewer operations, at most 60 a token in the end,
   * and under 1 KB of heap. None looks at a value of the device to go on: a GPU would run idle.
   */
  private static void aLadderLeadsToTheFastestRightArms(String... rungs) throws RunnerException {
    Map<String, RunResult> cached = run("cached", rungs);
    assertThat(cached).hasSize(rungs.length);
    double right = gauge(cached.get("kernels"), "tokenHash");
    cached.forEach(
        (rung, row) -> {
          boolean exact = !APPROXIMATE.contains(rung);
          assertThat(gauge(row, "exact")).as(rung).isEqualTo(exact ? 1 : 0);
          if (exact) {
            assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right);
          }
          assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero();
        });
    run("uncached", rungs)
        .forEach(
            (rung, row) -> {
              assertThat(gauge(row, "tokenHash")).as(rung).isEqualTo(right);
              assertThat(gauge(row, "hostWaitsPerToken")).as(rung).isZero();
            });
    assertThat(Stream.of("published", "fused", "loop", "kernels").filter(cached::containsKey))
        .extracting(rung -> gauge(cached.get(rung), "operationsPerToken"))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a))
        .last()
        .satisfies(operations -> assertThat(operations).isLessThanOrEqualTo(60));
    assertThat(gauge(cached.get("kernels"), "heapBytesPerToken")).isLessThan(1024);
  }

  private static Map<String, RunResult> run(String arm, String... rungs) throws RunnerException {
    Map<String, RunResult> rows = new TreeMap<>();
    String params = "steps=12 blockSize=16 embedSize=16 rung=" + String.join(",", rungs);
    InProcess.run("LadderBenchmark." + arm, params)
        .forEach(row -> rows.put(row.getParams().getParam("rung"), row));
    return rows;
  }
}
