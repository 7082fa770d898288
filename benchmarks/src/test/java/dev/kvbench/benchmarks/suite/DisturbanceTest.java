package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisturbanceTest {
  private static Row fork(Double other, Double idle, Double stolen) {
    Row row = Results.with(Results.row("GenerateBenchmark.cached", "steps=4", 1), "wallSeconds", 2);
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

  /** Iterations of 3 ms, in one of which the system counted a tick that was not the fork's. */
  private static Disturbance ofShortIterations(int iterations) {
    List<Double> other = new ArrayList<>(Collections.nCopies(iterations, 0.0));
    other.set(0, 0.01 / 0.003);
    List<Double> none = Collections.nCopies(iterations, 0.0);
    Row fork = Results.row("GenerateBenchmark.cached", "steps=4", 1);
    TreeMap<String, Metric> metrics = new TreeMap<>(fork.secondary());
    metrics.put("otherCores", metric(other));
    metrics.put("idleCores", metric(none));
    metrics.put("stolenCores", metric(none));
    metrics.put("wallSeconds", metric(Collections.nCopies(iterations, 0.003)));
    return Disturbance.of(fork.withSecondary(metrics));
  }

  private static Metric metric(List<Double> iterations) {
    return new Metric(Double.NaN, Double.NaN, "value", List.of(iterations));
  }

  @Test
  void aStrayTickIsNoDisturbance() {
    assertThat(ofShortIterations(10).isKnown()).as("30 ms").isFalse();
    assertThat(ofShortIterations(400).cores()).as("1.2 s").isCloseTo(0.01 / 1.2, within(1e-9));
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
