package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /** 10 s for a short fork, 100 s for a long one. */
  private static TimeBudget measured(Duration limit) {
    TimeBudget time = new TimeBudget(limit);
    time.measured(SHORT, Duration.ofSeconds(10));
    time.measured(LONG, Duration.ofSeconds(100));
    return time;
  }

  private static PlannedRow row(int steps) {
    return new PlannedRow(
        "dev.kvbench.benchmarks.GenerateBenchmark.cached",
        Map.of("steps", Integer.toString(steps)),
        3,
        0,
        1);
  }
}
