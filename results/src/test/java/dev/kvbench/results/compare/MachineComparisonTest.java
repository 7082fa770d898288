package dev.kvbench.results.compare;

import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.times;
import static dev.kvbench.results.compare.Rows.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Machines side by side: what is said of them, and that it is never a verdict. */
class MachineComparisonTest {
  private static final Environment ZEN = environment("Zen", "abc", "false");
  private static final Environment XEON = environment("Xeon", "abc", "false");

  @Test
  void aRatioWithItsIntervalAndNoVerdict() {
    MachineComparison machines =
        compare(
            source("a", ZEN, row("ms/op", 0, STEADY), row("ms/op", 1, STEADY)),
            source("b", XEON, row("us/op", 0, times(2000, STEADY)), row("ms/op", 2, STEADY)));
    MachineComparison.Ratio ratio = machines.ratios().get(0);
    assertThat(machines.ratios()).hasSize(1);
    assertThat(ratio.ratio()).isCloseTo(2, within(1e-9));
    assertThat(ratio.low()).isBetween(1.98, 2.0);
    assertThat(ratio.high()).isBetween(2.0, 2.02);
    assertThat(ratio.b()).as("in the first machine's unit").isCloseTo(2, within(1e-3));
    assertThat(machines.onlyA()).hasSize(1).first().asString().contains("row=1");
    assertThat(machines.onlyB()).hasSize(1).first().asString().contains("row=2");

    String text = MachineReport.of(machines, Gate.standard());
    assertThat(text.lines())
        .startsWith(
            "a comparison of machines, not of code",
            "A: Zen, 2 cores (a)",
            "B: Xeon, 2 cores (b)",
            "  machine.cpu: Zen | Xeon")
        .anyMatch(line -> line.matches("Some.method +1.00 ms/op +2.00 ms/op +2.00 .*5/5"))
        .anyMatch(line -> line.startsWith("only on A: "))
        .last()
        .isEqualTo("primary metric, over 1: B needs more; forks are the unit of repetition");
    for (Verdict verdict : Verdict.values()) {
      assertThat(text).doesNotContainIgnoringCase(verdict.name());
    }
  }

  @Test
  void aRateIsMoreWhereATimeIsLess() {
    MachineComparison machines =
        compare(
            source("a", ZEN, row("ops/s", 0, STEADY)),
            source("b", XEON, row("ops/s", 0, times(3, STEADY))));
    assertThat(machines.ratios().get(0).ratio()).isCloseTo(3, within(1e-9));
    assertThat(MachineReport.of(machines, Gate.standard())).contains("over 1: B does more");
  }

  @Test
  void whatARatioMeansIsSaidOfEachUnit() {
    Row[] rows = {row("s/op", 0, STEADY), row("ops/s", 1, STEADY), row("ops/us", 2, STEADY)};
    MachineComparison machines = compare(source("a", ZEN, rows), source("b", XEON, rows));
    assertThat(MachineReport.of(machines, Gate.standard()).lines())
        .last()
        .isEqualTo(
            "primary metric, over 1: B needs more where the unit is s/op, B does more where the"
                + " unit is ops/s or ops/us; forks are the unit of repetition");
    Row[] odd = {row("B/op", 0, STEADY), row("things", 1, STEADY)};
    assertThat(
            MachineReport.of(
                compare(source("a", ZEN, odd), source("b", XEON, odd)), Gate.standard()))
        .contains("B needs more where the unit is B/op, B has more where the unit is things;");
    Row[] none = {row("things", 1, STEADY)};
    assertThat(
            MachineReport.of(
                compare(source("a", ZEN, none), source("b", XEON, none)), Gate.standard()))
        .contains("primary metric; forks");
  }

  /** As where code is judged: a rule that no row can break is a slip of the pen. */
  @Test
  void anExactMetricThatNoRowHasIsRefused() {
    Gate standard = Gate.standard();
    Gate gate =
        new Gate(
            standard.threshold(),
            standard.alpha(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of("nosuch", ExactMetric.SAME),
            NoiseFloor.none());
    List<Source> run = List.of(source("a", ZEN, row("s/op", 0, STEADY)));
    assertThatThrownBy(() -> MachineComparison.of(run, run, gate, Set.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--exact nosuch");
  }

  @Test
  void oneForkHasARatioAndNoInterval() {
    MachineComparison machines =
        compare(source("a", ZEN, row("s/op", 0, 1)), source("b", XEON, row("s/op", 0, 2, 2.1)));
    assertThat(machines.ratios().get(0).low()).isNaN();
    assertThat(MachineReport.of(machines, Gate.standard())).contains("2.05  ").contains("  -  ");
  }

  /** Of the rows of auto each machine has its own value, and they are to be compared. */
  @Test
  void whatAutoWasOnEachMachineDoesNotKeepRowsApart() {
    Row two = param(row("s/op", 0, STEADY), "threads", "2");
    Row many = param(row("s/op", 0, STEADY), "threads", "64");
    MachineComparison machines = compare(source("a", ZEN, two), source("b", XEON, many));
    assertThat(machines.ratios()).hasSize(1);
    assertThat(machines.remarks()).containsExactly("threads: 2 | 64");
    // With two values on a side nobody can tell which was meant.
    assertThatThrownBy(
            () ->
                compare(
                    source("a", ZEN, two, param(row("s/op", 0, STEADY), "threads", "1")),
                    source("b", XEON, many)))
        .isInstanceOf(IncomparableException.class)
        .hasMessageContaining("no row in common")
        .hasMessageContaining("--ignore-param");
  }

  /** The one machine has the uncached arm of two policies, the other of one of them. */
  @Test
  void threadsAndPolicyAreLeftOutOfNamesTogether() {
    Row ring = uncached("ring", "2");
    Row shift = uncached("shift", "2");
    MachineComparison machines =
        compare(source("a", ZEN, ring, shift), source("b", XEON, uncached("ring", "64")));
    assertThat(machines.ratios()).hasSize(1);
    assertThat(machines.onlyA()).singleElement().asString().contains("policy=shift");
    assertThat(machines.onlyB()).isEmpty();
  }

  private static Row uncached(String policy, String threads) {
    Row row = row("s/op", 0, STEADY);
    return new Row(
        "dev.kvbench.benchmarks.GenerateBenchmark.uncached",
        row.mode(),
        row.threads(),
        row.forks(),
        new TreeMap<>(Map.of("policy", policy, "threads", threads)),
        row.primary(),
        row.secondary());
  }

  @Test
  void otherCodeIsRefusedUnlessAllowed() {
    Source a = source("a", ZEN, row("s/op", 0, STEADY));
    Source b = source("b", environment("Xeon", "def", "false"), row("s/op", 0, STEADY));
    assertThatThrownBy(() -> compare(a, b))
        .isInstanceOf(IncomparableException.class)
        .hasMessage(
            "a and b are of different code: build.git.commit: abc | def; --machines compares"
                + " machines, so measure one build on all of them, or --allow-environment"
                + " build.git.commit");
    MachineComparison machines =
        MachineComparison.of(List.of(a), List.of(b), Gate.standard(), Set.of("build.git.commit"));
    assertThat(machines.remarks())
        .containsExactly("different, and allowed: build.git.commit: abc | def");
  }

  @Test
  void whatNobodyKnowsIsSaid() {
    Source bare = NoiseModel.source("bare", List.of(row("s/op", 0, STEADY)));
    assertThat(compare(bare, bare).remarks())
        .containsExactly(
            "no environment.json: nobody knows whether the code is the same",
            "the environments do not say whether this is one machine");
    Environment mute = Environment.of(Map.of());
    assertThat(
            compare(
                    source("a", mute, row("s/op", 0, STEADY)),
                    source("b", mute, row("s/op", 0, STEADY)))
                .remarks())
        .containsExactly(
            "the environments do not say which code it was: nobody knows whether it is the same",
            "the environments do not say whether this is one machine");
    assertThat(
            compare(
                    source("a", ZEN, row("s/op", 0, STEADY)),
                    source("b", ZEN, row("s/op", 0, STEADY)))
                .remarks())
        .containsExactly("as far as the environments tell, this is one machine");
    Environment dirty = environment("Zen", "abc", "true");
    assertThat(
            compare(
                    source("a", dirty, row("s/op", 0, STEADY)),
                    source("b", environment("Xeon", "abc", "true"), row("s/op", 0, STEADY)))
                .remarks())
        .containsExactly(
            "the builds had uncommitted changes: nobody knows whether they are the same");
  }

  @Test
  void whatMachinesComputeDifferentlyIsSaidAndIsNoFailure() {
    MachineComparison machines =
        compare(
            source("a", ZEN, with(row("s/op", 0, STEADY), "tokenHash", 1, 1)),
            source("b", XEON, with(row("s/op", 0, STEADY), "tokenHash", 2, 2)));
    assertThat(machines.ratios().get(0).notes()).containsExactly("tokenHash 1 → 2");
  }

  @Test
  void aBaselineOfTwoMachinesIsRefusedAndCandidatesAreToldApart() {
    Source a = source("a", ZEN, row("s/op", 0, STEADY));
    Source b = source("b", XEON, row("s/op", 0, STEADY));
    Source c = source("c", ZEN, row("s/op", 0, STEADY));
    assertThat(MachineComparison.byMachine(List.of(a, b, c)))
        .containsExactly(List.of(a, c), List.of(b));
    assertThatThrownBy(
            () -> MachineComparison.of(List.of(a, b), List.of(c), Gate.standard(), Set.of()))
        .isInstanceOf(IncomparableException.class)
        .hasMessageStartingWith("a and b are of different machines (machine.cpu: Zen | Xeon)");
  }

  private static MachineComparison compare(Source a, Source b) {
    return MachineComparison.of(List.of(a), List.of(b), Gate.standard(), Set.of());
  }

  private static Source source(String name, Environment environment, Row... rows) {
    return new Source(
        Path.of(name), List.of(rows), Environment.of(Map.of()), Optional.of(environment));
  }

  private static Row param(Row row, String name, String value) {
    TreeMap<String, String> params = new TreeMap<>(row.params());
    params.put(name, value);
    return row.withParams(params);
  }

  private static Environment environment(String cpu, String commit, String dirty) {
    return Environment.of(
        Map.of(
            "machine", Map.of("cpu", cpu, "cpu.availableToJvm", "2", "gpu", "none"),
            "build", Map.of("git.commit", commit, "git.dirty", dirty)));
  }
}
