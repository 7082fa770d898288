package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {
  private static final PlannedRow SHORT = row(100);
  private static final PlannedRow LONG = row(1000);

  @Test
  void withoutALimitEverythingFits() {
    TimeBudget time = measured(null);
    assertThat(time.allows(List.of(LONG), false, List.of(SHORT))).isTrue();
  }

  @Test
  void whatNothingIsKnownOfIsTried() {
    assertThat(new TimeBudget(Duration.ZERO).allows(List.of(LONG), true, List.of())).isTrue();
  }

  @Test
  void forksThatBelongTogetherFitTogetherOrNotAtAll() {
    TimeBudget time = measured(Duration.ofSeconds(150));
    assertThat(time.allows(List.of(LONG), true, List.of())).isTrue();
    assertThat(time.allows(List.of(LONG, LONG), true, List.of())).isFalse();
    assertThat(time.allows(List.of(SHORT, SHORT), true, List.of())).isTrue();
  }

  @Test
  void afterItsFirstForksALongRowLeavesTimeForTheShortOnes() {
    TimeBudget time = measured(Duration.ofSeconds(150));
    List<PlannedRow> six = List.of(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT);
    assertThat(time.allows(List.of(LONG), true, six)).isTrue();
    assertThat(time.allows(List.of(LONG), false, six)).isFalse();
    assertThat(time.allows(List.of(LONG), false, List.of(LONG, SHORT))).isTrue();
  }

  @Test
  void theClockTellsWhatIsLeftOfTheForksAndOfTheLimit() {
    long now = System.nanoTime();
    assertThat(measured(null).clock(List.of(LONG, SHORT), now))
        .isEqualTo("(0 s gone, about 1 min 50 s left)");
    assertThat(measured(null).clock(List.of(), now)).isEqualTo("(0 s gone, about 0 s left)");
    assertThat(measured(Duration.ofMinutes(1)).clock(List.of(LONG, SHORT), now))
        .isEqualTo("(0 s gone, about 1 min 0 s left)");
  }

  @Test
  void beforeAnythingIsMeasuredThePredictionGrowsAsTheOperationsDo() {
    TimeBudget time = new TimeBudget(null);
    double uncached = time.predict(row("GenerateBenchmark.uncached steps=1000"));
    assertThat(uncached)
        .isGreaterThan(10 * time.predict(row("GenerateBenchmark.cached steps=1000")));
    // Twice the tokens over a window that is full for longer: more than twice the operations.
    assertThat(time.predict(row("GenerateBenchmark.uncached steps=2000")))
        .isGreaterThan(2.2 * uncached);
    assertThat(time.predict(row("DecodeStepBenchmark.uncached position=1008")))
        .isGreaterThan(2 * time.predict(row("DecodeStepBenchmark.uncached position=16")));
    assertThat(time.predict(row("CrossoverBenchmark.uncached embedSize=512 generation=long")))
        .isGreaterThan(
            2 * time.predict(row("CrossoverBenchmark.uncached embedSize=512 generation=short")));
  }

  @Test
  void anIterationOfSecondsLastsThatLong() {
    TimeBudget time = new TimeBudget(null);
    double start = 4;
    assertThat(time.predict(row("TokenLatencyBenchmark.uncached steps=256")))
        .isEqualTo(start + 5 * 5);
    assertThat(time.predict(row("CacheUpdateBenchmark.write policy=ring")))
        .isEqualTo(start + 5 * 1);
  }

  @Test
  void whatTheCacheHasOfAPromptIsNotComputed() {
    assertThat(prompt("cached", "0")).isCloseTo(prompt("uncached", "0"), within(1e-9));
    assertThat(prompt("cached", "50")).isCloseTo(prompt("cached", "0") / 2, withinPercentage(10));
    assertThat(prompt("uncached", "50")).isEqualTo(prompt("uncached", "0"));
  }

  /** Seconds of the passes alone. */
  private static double prompt(String arm, String cachedPercent) {
    String line = "PrefillBenchmark." + arm + " promptLength=1024 cachedPercent=" + cachedPercent;
    return TimeBudget.initialEstimate(row(line)) - 4;
  }

  @Test
  void measurementsCorrectTheOtherRowsOfTheBenchmark() {
    TimeBudget time = new TimeBudget(null);
    double before = time.predict(row(500));
    double measured = 3 * time.predict(LONG);
    time.measured(LONG, Duration.ofMillis(Math.round(1000 * measured)));
    assertThat(time.predict(LONG)).isCloseTo(measured, within(0.001));
    assertThat(time.predict(row(500))).isCloseTo(3 * before, within(0.01 * before));
  }

  /** 10 s for a short fork, 100 s for a long one. */
  private static TimeBudget measured(Duration limit) {
    TimeBudget time = new TimeBudget(limit);
    time.measured(SHORT, Duration.ofSeconds(10));
    time.measured(LONG, Duration.ofSeconds(100));
    return time;
  }

  private static PlannedRow row(int steps) {
    return row("GenerateBenchmark.cached steps=" + steps);
  }

  private static PlannedRow row(String line) {
    Row row = RowKey.parse("dev.kvbench.benchmarks." + line);
    return new PlannedRow(row.benchmark(), row.params(), 3, 0, 5);
  }
}
