package dev.kvbench.results.compare;

import static dev.kvbench.results.Refusals.refusal;
import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.compare;
import static dev.kvbench.results.compare.Rows.gate;
import static dev.kvbench.results.compare.Rows.only;
import static dev.kvbench.results.compare.Rows.own;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.run;
import static dev.kvbench.results.compare.Rows.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseFloorTest {
  private static final Source BEFORE = run(row("s/op", 0, STEADY));
  private static final Source AFTER = run(row("s/op", 0, times(1.1, STEADY)));

  /** Of three runs that drift by some percent. */
  private static NoiseFloor calibrated(Function<double[], Source> run) {
    List<Source> runs =
        DoubleStream.of(1, 1.06, 0.95).mapToObj(drift -> run.apply(times(drift, STEADY))).toList();
    return NoiseFloor.of(runs, Optional.empty());
  }

  @Test
  void aNoiseFloorRaisesTheThresholdOfItsRow() {
    NoiseFloor floor = calibrated(forks -> run(row("s/op", 0, forks)));
    RowVerdict verdict = only(compare(BEFORE, AFTER, gate(floor)));
    assertThat(verdict.pair().threshold()).isBetween(0.3, 0.5);
    assertThat(verdict.verdict()).isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void aFloorIsFoundByTheRowsOwnName() {
    String key = BEFORE.rows().get(0).key();
    NoiseFloor floor = floor(Map.of(key, 0.4));
    Comparison comparison = compare(BEFORE, AFTER, gate(floor, "row"));
    assertThat(only(comparison).pair().threshold()).isEqualTo(0.4);
    assertThat(comparison.remarks()).isEmpty();
    Source two = run(row("s/op", 0, STEADY), row("s/op", 1, STEADY));
    assertThat(compare(two, two, gate(floor)).remarks())
        .containsExactly("no noise floor is known of 1 of 2 rows");
  }

  /** Which is called by no policy, in the floor's file and in what is compared by it. */
  @Test
  void anUncachedRowHasItsFloorToo() {
    NoiseFloor floor = calibrated(forks -> run(own("uncached", "shift", forks)));
    Source run = run(own("uncached", "ring", STEADY));
    Comparison comparison = compare(run, run, gate(floor));
    assertThat(only(comparison).pair().threshold()).isBetween(0.3, 0.5);
    assertThat(comparison.remarks()).isEmpty();
  }

  /** The floor keeps its machine through the file, and says so on another. */
  @Test
  void aFloorOfAnotherMachineIsTold(@TempDir Path folder) {
    Path file = folder.resolve("noise.json");
    calibrated(forks -> on("EPYC", row("s/op", 0, forks))).write(file);
    Gate gate = gate(NoiseFloor.read(file));
    Source same = on("EPYC", row("s/op", 0, STEADY));
    assertThat(compare(same, same, gate).remarks()).isEmpty();
    Source other = on("Xeon", row("s/op", 0, STEADY));
    assertThat(compare(other, other, gate).remarks())
        .containsExactly(
            "the noise floors are of another machine than the results (machine.cpu: EPYC | Xeon);"
                + " calibrate on this one");
    assertThat(compare(BEFORE, BEFORE, gate).remarks()).isEmpty();
  }

  private static Source on(String cpu, Row row) {
    Environment environment =
        Environment.of(Map.of("machine", Map.of("cpu", cpu, "loadAverage1min", "0.3")));
    Source bare = run(row);
    return new Source(bare.path(), bare.rows(), bare.jvm(), Optional.of(environment));
  }

  @Test
  void aFloorThatHidesWhatItIsForIsWarnedOf() {
    assertThat(calibrated(forks -> run(row("s/op", 0, forks))).warning().orElseThrow())
        .startsWith("the floor of 1 of 1 rows is above 10 %, at most 40 %: no slow-down below it");
    assertThat(floor(Map.of("a", 0.1)).warning()).isEmpty();
  }

  /** Of three runs without any difference, as of counts, which may be 0. */
  @Test
  void whatNeverDiffersHasNoNoise() {
    Source none = run(row("B/op", 0, 0, 0, 0));
    assertThat(NoiseFloor.of(List.of(none, none, none), Optional.empty()).rows())
        .containsValue(0.0);
  }

  private static NoiseFloor floor(Map<String, Double> rows) {
    return new NoiseFloor(Optional.empty(), new TreeMap<>(), new TreeMap<>(rows));
  }

  @Test
  void calibrationRefusesWhatIsNoNoise() {
    List<Source> runs =
        DoubleStream.of(1, 1e100, 1e200).mapToObj(v -> run(row("B/op", 0, v, v))).toList();
    assertThat(refusal(() -> NoiseFloor.of(runs, Optional.empty())))
        .contains("row=0", "beyond all bounds");
  }
}
