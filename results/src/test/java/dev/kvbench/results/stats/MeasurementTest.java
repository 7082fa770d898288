package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementTest {
  @ParameterizedTest
  @CsvSource({"s/op,2", "ms/op,2000", "us/op,2e6", "ns/op,2e9", "min/op,0.033333333333333333"})
  void readsEveryUnitOfTimeAsSeconds(String unit, double value) {
    Metric time = new Metric(value, Double.NaN, unit, List.of(List.of(value), List.of(value)));
    List<Measurement> found = Measurement.of(List.of(row("cached", "ss", params(100), time)));
    assertThat(found.get(0).seconds().value()).isCloseTo(2, within(1e-12));
    assertThat(found.get(0).row().primary().unit()).isEqualTo("s/op");
  }

  @Test
  void readsTheScoreWhereThereAreNoIterations() {
    Metric time = new Metric(500, Double.NaN, "ms/op", List.of());
    List<Measurement> found = Measurement.of(List.of(row("cached", "ss", params(100), time)));
    assertThat(found.get(0).seconds().value()).isCloseTo(0.5, within(1e-12));
    assertThat(found.get(0).seconds().hasInterval()).isFalse();
  }

  @Test
  void passesOverRatesOtherMethodsAndOtherClasses() {
    Metric rate = new Metric(5, Double.NaN, "ops/s", List.of(List.of(5.0)));
    Row other =
        new Row(
            "dev.kvbench.benchmarks.DecodeBenchmark.cached",
            "ss",
            1,
            1,
            params(100),
            new Metric(1, 0, "s/op", List.of(List.of(1.0))),
            new TreeMap<>());
    assertThat(
            Measurement.of(
                List.of(
                    row("cached", "thrpt", params(100), rate), row("prefill", 100, 1, 1), other)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aTimeThatIsNoneIsAnErrorAndNotAGap(double seconds) {
    List<Row> rows = List.of(row("cached", 100, seconds, 1));
    assertThatThrownBy(() -> Measurement.of(rows).get(0).seconds())
        .isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "0", "-5"})
  void passesOverStepsThatAreNoCount(String steps) {
    assertThat(Measurement.of(List.of(row("cached", 100, 1, 1, "steps", steps)))).isEmpty();
  }

  @Test
  void theUncachedArmHasNoPolicyAndItsRepetitionsAreForks() {
    List<Measurement> found =
        Measurement.of(
            List.of(
                row("uncached", 100, 1, 3, "policy", "shift"),
                row("uncached", 100, 1, 2, "policy", "article"),
                row("cached", 100, 1, 3, "policy", "shift"),
                row("cached", 100, 1, 3, "policy", "article")));
    assertThat(found)
        .extracting(Measurement::arm, Measurement::policy, m -> m.seconds().forks())
        .containsExactly(
            tuple(Arm.UNCACHED, "", 5),
            tuple(Arm.CACHED, "shift", 3),
            tuple(Arm.CACHED, "article", 3));
  }

  /** A row in seconds, all its forks alike; more parameters as name, value, name, value. */
  private static Row row(String method, int steps, double seconds, int forks, String... more) {
    List<List<Double>> raw = java.util.Collections.nCopies(forks, List.of(seconds));
    return row(method, "ss", params(steps, more), new Metric(seconds, 0, "s/op", raw));
  }

  private static Row row(
      String method, String mode, SortedMap<String, String> params, Metric metric) {
    return new Row(
        "dev.kvbench.benchmarks.GenerateBenchmark." + method,
        mode,
        1,
        Math.max(1, metric.rawData().size()),
        params,
        metric,
        new TreeMap<>());
  }

  private static SortedMap<String, String> params(int steps, String... more) {
    SortedMap<String, String> params =
        new TreeMap<>(Map.of("steps", String.valueOf(steps), "blockSize", "1024"));
    for (int i = 0; i < more.length; i += 2) {
      params.put(more[i], more[i + 1]);
    }
    return params;
  }
}
