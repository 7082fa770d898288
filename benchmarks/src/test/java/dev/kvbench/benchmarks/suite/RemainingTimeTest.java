package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {
  @Test
  void growsAsTheOperationsDoBeforeAnythingIsMeasured() {
    RemainingTime time = new RemainingTime();
    double cached = time.predict(row("cached", 1000));
    double uncached = time.predict(row("uncached", 1000));
    assertThat(uncached).isGreaterThan(10 * cached);
    // Twice the tokens over a window that is full for longer: more than twice the operations.
    assertThat(time.predict(row("uncached", 2000))).isGreaterThan(2.5 * uncached);
  }

  @Test
  void aMeasuredRowIsPredictedFromItself() {
    RemainingTime time = new RemainingTime();
    time.measured(row("cached", 1000), Duration.ofSeconds(77));
    assertThat(time.predict(row("cached", 1000))).isCloseTo(77, within(1e-9));
  }

  @Test
  void measurementsCorrectTheOtherRowsOfTheArmFirst() {
    RemainingTime time = new RemainingTime();
    assertThat(time.knows(row("uncached", 500))).isFalse();
    double before = time.predict(row("uncached", 500));
    double measured = 3 * time.predict(row("uncached", 1000));
    time.measured(row("uncached", 1000), Duration.ofMillis(Math.round(1000 * measured)));
    assertThat(time.predict(row("uncached", 500))).isCloseTo(3 * before, within(0.01 * before));
    assertThat(time.knows(row("uncached", 500))).isTrue();
    double cached = time.predict(row("cached", 500));
    time.measured(row("cached", 1000), Duration.ofMillis(1));
    assertThat(time.predict(row("cached", 500))).isLessThan(cached / 100);
  }

  @Test
  void aStepCostsWhatItsContextCosts() {
    RemainingTime time = new RemainingTime();
    double near = time.predict(step("DecodeStepBenchmark", Map.of("position", "16")));
    double far = time.predict(step("DecodeStepBenchmark", Map.of("position", "1008")));
    assertThat(far).isGreaterThan(2 * near);
    double start = time.predict(step("CrossoverBenchmark", Map.of("generation", "short")));
    double full = time.predict(step("CrossoverBenchmark", Map.of("generation", "long")));
    assertThat(full).isGreaterThan(2 * start);
  }

  private static PlannedRow step(String benchmark, Map<String, String> params) {
    return new PlannedRow("dev.kvbench.benchmarks." + benchmark + ".uncached", params, 3, 3, 5);
  }

  private static PlannedRow row(String method, int steps) {
    return new PlannedRow(
        "dev.kvbench.benchmarks.GenerateBenchmark." + method,
        Map.of(
            "steps",
            Integer.toString(steps),
            "blockSize",
            "1024",
            "embedSize",
            "256",
            "batchSize",
            "1"),
        3,
        0,
        1);
  }
}
