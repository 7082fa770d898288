package dev.kvbench.results.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  private static final Environment HERE =
      Environment.of(
          Map.of(
              "machine",
              Map.of("cpu", "EPYC", "loadAverage1min", "0.1", "memory.totalMiB", "24105"),
              "jvm",
              Map.of("version", "17.0.15"),
              "engine",
              Map.of("libtorch", "2.7.1", "threads", "2"),
              "build",
              Map.of("git.commit", "abc"),
              "run",
              Map.of("started", "yesterday")));

  @Test
  void holdsWhatATimeDependsOnBySectionAndName() {
    assertThat(Fingerprint.facts(HERE))
        .containsExactly(
            Map.entry("engine.libtorch", "2.7.1"),
            Map.entry("jvm.version", "17.0.15"),
            Map.entry("machine.cpu", "EPYC"),
            Map.entry("machine.memory.totalMiB", "24105"));
  }

  @ParameterizedTest
  @CsvSource({
    "machine, loadAverage1min",
    "engine, threads",
    "build, git.commit",
    "suite, name",
    "run, started"
  })
  void whatPassesAndWhatIsCodeMayDiffer(String section, String name) {
    assertThat(Fingerprint.differences(HERE, HERE.with(section, Map.of(name, "other")))).isEmpty();
  }

  /** Same, different or nobody knows: the middle is claimed only of facts that both have. */
  @ParameterizedTest
  @CsvSource({
    "EPYC, EPYC, SAME",
    "EPYC, Xeon, DIFFERS",
    "EPYC, unknown, UNKNOWN",
    "unknown, unknown, UNKNOWN"
  })
  void whetherItIsOneMachine(String a, String b, Fingerprint.Sameness sameness) {
    Environment here = HERE.with("machine", Map.of("cpu", a));
    Environment there = HERE.with("machine", Map.of("cpu", b));
    assertThat(Fingerprint.machine(List.of(here, there))).isEqualTo(sameness);
    assertThat(Fingerprint.machine(List.of(here, here, there))).isEqualTo(sameness);
    Environment mute = Environment.of(Map.of());
    assertThat(Fingerprint.machine(List.of(here, mute))).isEqualTo(Fingerprint.Sameness.UNKNOWN);
    assertThat(Fingerprint.machine(List.of(mute, mute))).isEqualTo(Fingerprint.Sameness.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "machine, cpu, EPYC",
    "os, kernel, missing",
    "jvm, version, 17.0.15",
    "engine, env.OMP_NUM_THREADS, missing"
  })
  void aDifferenceIsNamedWithBothValues(String section, String name, String here) {
    Environment there = HERE.with(section, Map.of(name, "other"));
    String key = section + "." + name;
    assertThat(Fingerprint.differences(HERE, there))
        .containsExactly(new Fingerprint.Difference(key, here, "other"));
    assertThat(Fingerprint.words(Fingerprint.differences(there, HERE)))
        .isEqualTo(key + ": other | " + here);
  }
}
