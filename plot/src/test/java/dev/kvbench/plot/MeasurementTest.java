package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.InputException;
import dev.kvbench.results.Metric;
import dev.kvbench.results.Row;
import java.util.List;
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
    List<Measurement> found =
        Measurement.of(List.of(Runs.row("cached", "ss", Runs.params(100), time)));
    assertThat(found.get(0).seconds().value()).isCloseTo(2, within(1e-12));
    assertThat(found.get(0).row().primary().unit()).isEqualTo("s/op");
  }

  @Test
  void readsTheScoreWhereThereAreNoIterations() {
    Metric time = new Metric(500, Double.NaN, "ms/op", List.of());
    List<Measurement> found =
        Measurement.of(List.of(Runs.row("cached", "ss", Runs.params(100), time)));
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
            Runs.params(100),
            new Metric(1, 0, "s/op", List.of(List.of(1.0))),
            new TreeMap<>());
    assertThat(
            Measurement.of(
                List.of(
                    Runs.row("cached", "thrpt", Runs.params(100), rate),
                    Runs.row("prefill", 100, 1, 1),
                    other)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aTimeThatIsNoneIsAnErrorAndNotAGap(double seconds) {
    List<Row> rows = List.of(Runs.row("cached", 100, seconds, 1));
    assertThatThrownBy(() -> Measurement.of(rows).get(0).seconds())
        .isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "0", "-5"})
  void passesOverStepsThatAreNoCount(String steps) {
    assertThat(Measurement.of(List.of(Runs.row("cached", 100, 1, 1, "steps", steps)))).isEmpty();
  }

  @Test
  void theUncachedArmHasNoPolicyAndItsRepetitionsAreForks() {
    List<Measurement> found =
        Measurement.of(
            List.of(
                Runs.row("uncached", 100, 1, 3, "policy", "shift"),
                Runs.row("uncached", 100, 1, 2, "policy", "article"),
                Runs.row("cached", 100, 1, 3, "policy", "shift"),
                Runs.row("cached", 100, 1, 3, "policy", "article")));
    assertThat(found)
        .extracting(Measurement::arm, Measurement::policy, m -> m.seconds().forks())
        .containsExactly(
            tuple(Arm.UNCACHED, "", 5),
            tuple(Arm.CACHED, "shift", 3),
            tuple(Arm.CACHED, "article", 3));
  }
}
