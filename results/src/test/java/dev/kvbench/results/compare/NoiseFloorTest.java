package dev.kvbench.results.compare;

import static dev.kvbench.results.Refusals.refusal;
import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.only;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.run;
import static dev.kvbench.results.compare.Rows.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseFloorTest {
  @Test
  void aNoiseFloorRaisesTheThresholdOfItsRow() {
    Source before = run(row("s/op", 0, STEADY));
    Source after = run(row("s/op", 0, times(1.1, STEADY)));
    List<Source> calibration = new ArrayList<>();
    for (double drift : new double[] {1, 1.06, 0.95}) {
      calibration.add(run(row("s/op", 0, times(drift, STEADY))));
    }
    NoiseFloor floor = NoiseFloor.of(calibration, Optional.empty());
    Gate gate = new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of(), Map.of(), floor);
    RowVerdict verdict = only(Comparison.of(List.of(before), List.of(after), gate, List.of()));
    assertThat(verdict.pair().threshold()).isBetween(0.3, 0.5);
    assertThat(verdict.verdict()).isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void aFloorIsFoundByTheRowsOwnName() {
    Source before = run(row("s/op", 0, STEADY));
    Source after = run(row("s/op", 0, times(1.1, STEADY)));
    String key = before.rows().get(0).key();
    NoiseFloor floor =
        new NoiseFloor(Optional.empty(), new TreeMap<>(), new TreeMap<>(Map.of(key, 0.4)));
    Gate gate =
        new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of("row"), Map.of(), floor);
    Comparison comparison = Comparison.of(List.of(before), List.of(after), gate, List.of());
    assertThat(only(comparison).pair().threshold()).isEqualTo(0.4);
    assertThat(comparison.remarks()).isEmpty();
    Source two = run(row("s/op", 0, STEADY), row("s/op", 1, STEADY));
    Gate all = new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of(), Map.of(), floor);
    assertThat(Comparison.of(List.of(two), List.of(two), all, List.of()).remarks())
        .containsExactly("no noise floor is known of 1 of 2 rows");
  }

  /** Which is called by no policy, in the floor's file and in what is compared by it. */
  @Test
  void anUncachedRowHasItsFloorToo() {
    List<Source> calibration = new ArrayList<>();
    for (double drift : new double[] {1, 1.06, 0.95}) {
      calibration.add(run(uncached("shift", times(drift, STEADY))));
    }
    NoiseFloor floor = NoiseFloor.of(calibration, Optional.empty());
    Gate gate = new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of(), Map.of(), floor);
    List<Source> run = List.of(run(uncached("ring", STEADY)));
    Comparison comparison = Comparison.of(run, run, gate, List.of());
    assertThat(only(comparison).pair().threshold()).isBetween(0.3, 0.5);
    assertThat(comparison.remarks()).isEmpty();
  }

  private static Row uncached(String policy, double... forks) {
    Row row = row("s/op", 0, forks);
    return new Row(
        "dev.kvbench.benchmarks.GenerateBenchmark.uncached",
        row.mode(),
        row.threads(),
        row.forks(),
        new TreeMap<>(Map.of("policy", policy)),
        row.primary(),
        row.secondary());
  }

  /** The floor keeps its machine through the file, and says so on another. */
  @Test
  void aFloorOfAnotherMachineIsTold(@TempDir Path folder) {
    List<Source> calibration = new ArrayList<>();
    for (double drift : new double[] {1, 1.06, 0.95}) {
      calibration.add(on("EPYC", row("s/op", 0, times(drift, STEADY))));
    }
    Path file = folder.resolve("noise.json");
    NoiseFloor.of(calibration, Optional.empty()).write(file);
    Gate gate =
        new Gate(
            0.03,
            0.05,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of(),
            NoiseFloor.read(file));
    List<Source> same = List.of(on("EPYC", row("s/op", 0, STEADY)));
    assertThat(Comparison.of(same, same, gate, List.of()).remarks()).isEmpty();
    List<Source> other = List.of(on("Xeon", row("s/op", 0, STEADY)));
    assertThat(Comparison.of(other, other, gate, List.of()).remarks())
        .containsExactly(
            "the noise floors are of another machine than the results (machine.cpu: EPYC | Xeon);"
                + " calibrate on this one");
    List<Source> unknown = List.of(run(row("s/op", 0, STEADY)));
    assertThat(Comparison.of(unknown, unknown, gate, List.of()).remarks()).isEmpty();
  }

  private static Source on(String cpu, Row row) {
    Source bare = run(row);
    Environment environment =
        Environment.of(Map.of("machine", Map.of("cpu", cpu, "loadAverage1min", "0.3")));
    return new Source(bare.path(), bare.rows(), bare.jvm(), Optional.of(environment));
  }

  @Test
  void calibrationRefusesWhatIsNoNoise() {
    List<Source> runs = new ArrayList<>();
    for (double value : new double[] {1, 1e100, 1e200}) {
      runs.add(run(row("B/op", 0, value, value)));
    }
    assertThat(refusal(() -> NoiseFloor.of(runs, Optional.empty())))
        .contains("row=0", "beyond all bounds");
  }
}
