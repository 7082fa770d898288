package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisturbanceTest {
  private static Row fork(Double other, Double idle, Double stolen) {
    Row row = Results.row("GenerateBenchmark.cached", "steps=4", 1);
    row = other == null ? row : Results.with(row, "otherCores", other);
    row = idle == null ? row : Results.with(row, "idleCores", idle);
    return stolen == null ? row : Results.with(row, "stolenCores", stolen);
  }

  @ParameterizedTest
  @CsvSource({
    "0.98, 0.0, 0, true", // a busy loop beside it
    "0.34, 0.2, 0, true",
    "0.12, 0.8, 0, false", // nothing but the system's own work
    "-0.1, 0.6, 0, false",
    "0.30, 0.7, 0, false", // on a core of its own
    "40, 20, 0, false",
    "0, 1.5, 0.3, true", // stolen is from who would run, whatever is idle
    "40, 20, 0.3, true",
    ", , , false"
  })
  void whatIsTakenFromAForkDisturbsIt(Double other, Double idle, Double stolen, boolean disturbed) {
    Disturbance disturbance = Disturbance.of(fork(other, idle, stolen));
    assertThat(disturbance.isTooMuch()).isEqualTo(disturbed);
    assertThat(disturbance.isKnown()).isEqualTo(other != null);
  }

  @Test
  void theMostDisturbedComeFirstAndAtMostHalf() {
    Map<String, Disturbance> forks = new LinkedHashMap<>();
    forks.put("calm", new Disturbance(0.1));
    forks.put("less", new Disturbance(0.5));
    forks.put("most", new Disturbance(1.9));
    forks.put("more", new Disturbance(0.9));
    forks.put("unknown", new Disturbance(Double.NaN));
    assertThat(Disturbance.worst(forks)).containsExactly("most", "more");
    assertThat(Disturbance.worst(Map.of("only", new Disturbance(1.0)))).isEmpty();
  }

  @Test
  void aSecondTimeCountsIfHalfAsMuchWasTaken() {
    Disturbance before = new Disturbance(1.0);
    assertThat(new Disturbance(0.5).isBetterThan(before)).isTrue();
    assertThat(new Disturbance(0.6).isBetterThan(before)).isFalse();
    assertThat(new Disturbance(Double.NaN).isBetterThan(before)).isFalse();
    assertThat(before.and(new Disturbance(Double.NaN)).isKnown()).isFalse();
  }
}
