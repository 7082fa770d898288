package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentCheckTest {
  private static Source source(String name, Map<String, String> machine) {
    return new Source(
        Path.of(name),
        List.of(),
        Environment.of(Map.of()),
        Optional.of(Environment.of(Map.of("machine", machine))));
  }

  private static String refusal(Map<String, String> a, Map<String, String> b) {
    return catchThrowableOfType(
            IncomparableException.class,
            () ->
                EnvironmentCheck.require(
                    List.of(source("a", a)), List.of(source("b", b)), Set.of()))
        .getMessage();
  }

  private static Source at(int started, int ended) {
    String day = "2026-11-24T0%d:00:00.5Z";
    Map<String, String> run =
        Map.of("started", day.formatted(started), "ended", day.formatted(ended));
    return new Source(
        Path.of("run"),
        List.of(),
        Environment.of(Map.of()),
        Optional.of(Environment.of(Map.of("run", run))));
  }

  /** The machine may have drifted between two sides that did not take turns. */
  @Test
  void sidesThatWereNotMeasuredInTurnsAreTold() {
    Source first = at(1, 2);
    Source second = at(2, 3);
    Source third = at(3, 4);
    assertThat(EnvironmentCheck.require(List.of(first), List.of(second), Set.of()))
        .singleElement()
        .asString()
        .contains("not in turns");
    assertThat(EnvironmentCheck.require(List.of(third), List.of(first, second), Set.of()))
        .hasSize(1);
    assertThat(EnvironmentCheck.require(List.of(first, third), List.of(second), Set.of()))
        .as("A B A")
        .isEmpty();
    assertThat(EnvironmentCheck.require(List.of(at(1, 3)), List.of(second), Set.of()))
        .as("as pair does")
        .isEmpty();
    assertThat(EnvironmentCheck.require(List.of(first, second), List.of(), Set.of()))
        .as("as calibrate does")
        .isEmpty();
  }

  private static Source with(String name, String value) {
    return of("profile", Map.of(name, value));
  }

  private static Source of(String section, Map<String, String> facts) {
    Environment environment = Environment.of(Map.of(section, facts));
    return new Source(
        Path.of("run"), List.of(), Environment.of(Map.of()), Optional.of(environment));
  }

  @Test
  void otherKernelsAreTold() {
    Source first = with("kernels.cpu", "aten,aten,onednn");
    Source other = with("kernels.cpu", "aten,onednn,onednn");
    assertThat(EnvironmentCheck.require(List.of(first), List.of(other), Set.of()))
        .singleElement()
        .asString()
        .contains("(aten,aten,onednn | aten,onednn,onednn)");
    assertThat(EnvironmentCheck.require(List.of(first), List.of(first), Set.of())).isEmpty();
    assertThat(
            EnvironmentCheck.require(
                List.of(first), List.of(with("kernels.cuda", "aten,aten,aten")), Set.of()))
        .isEmpty();
    assertThat(
            EnvironmentCheck.require(
                List.of(with("ceiling.cpu", "1")), List.of(with("ceiling.cpu", "2")), Set.of()))
        .isEmpty();
  }

  @Test
  void disturbedForksAreTold() {
    Source calm = of("disturbance", Map.of("measured", "10", "unknown", "0"));
    Source loud = of("disturbance", Map.of("measured", "10", "unknown", "9"));
    assertThat(EnvironmentCheck.require(List.of(calm), List.of(loud), Set.of()))
        .containsExactly(
            "run: not known whether other work disturbed them: 9 of 10 forks, measured too shortly"
                + " or on a system that does not tell");
  }

  @Test
  void aFewDifferencesAreAllTold() {
    assertThat(refusal(Map.of("cpu", "A", "zone", "1"), Map.of("cpu", "B", "zone", "2")))
        .isEqualTo(
            "different environments: machine.cpu: A | B; machine.zone: 1 | 2; measure on one"
                + " machine (pair does), or --allow-environment machine.cpu,machine.zone;"
                + " report shows runs of several machines beside each other");
  }

  /** What tells two machines apart comes first, however it sorts. */
  @Test
  void ofManyTheTellingOnesAreTold() {
    Map<String, String> a = new HashMap<>(Map.of("cpu", "A"));
    Map<String, String> b = new HashMap<>(Map.of("cpu", "B"));
    for (int i = 0; i < 30; i++) {
      a.put("another" + i, "1");
      b.put("another" + i, "2");
    }
    assertThat(refusal(a, b))
        .startsWith("different environments: machine.cpu: A | B; machine.another0: 1 | 2; ")
        .contains("; and 26 more; measure on one")
        .doesNotContain("--allow-environment")
        .hasSizeLessThan(350);
  }
}
