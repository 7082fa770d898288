package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.IncomparableException;
import dev.kvbench.results.InputException;
import dev.kvbench.results.Metric;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final double[] STEADY = {1.00, 1.001, 0.999, 1.0005, 0.9995};

  private static Row row(String unit, int number, double... forks) {
    return NoiseModel.row(
        unit.startsWith("ops") ? "thrpt" : "avgt",
        unit,
        number,
        Arrays.stream(forks).mapToObj(List::of).toList());
  }

  private static double[] times(double factor, double... values) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  private static Row with(Row row, String metric, double... forks) {
    TreeMap<String, Metric> secondary = new TreeMap<>(row.secondary());
    secondary.put(
        metric,
        new Metric(
            forks[0], Double.NaN, "value", Arrays.stream(forks).mapToObj(List::of).toList()));
    return new Row(
        row.benchmark(),
        row.mode(),
        row.threads(),
        row.forks(),
        row.params(),
        row.primary(),
        secondary);
  }

  private static Source run(Row... rows) {
    return NoiseModel.source("run", List.of(rows));
  }

  private static Comparison compare(Source baseline, Source candidate) {
    return Comparison.of(List.of(baseline), List.of(candidate), Gate.standard(), List.of());
  }

  private static RowVerdict only(Comparison comparison) {
    assertThat(comparison.rows()).hasSize(1);
    return comparison.rows().get(0);
  }

  @Test
  void slowerFasterAndTheSame() {
    Source before = run(row("s/op", 0, STEADY), row("s/op", 1, STEADY), row("s/op", 2, STEADY));
    Source after =
        run(
            row("s/op", 0, times(1.1, STEADY)),
            row("s/op", 1, times(0.9, STEADY)),
            row("s/op", 2, times(1.002, STEADY)));
    Comparison comparison = compare(before, after);
    assertThat(comparison.rows())
        .extracting(RowVerdict::verdict)
        .containsExactly(Verdict.REGRESSED, Verdict.IMPROVED, Verdict.EQUIVALENT);
    assertThat(comparison.rows().get(0).ratio()).isBetween(1.0999, 1.1001);
    assertThat(comparison.rows().get(0).low()).isBetween(1.09, 1.1);
    assertThat(comparison.exitCode(false)).isEqualTo(Comparison.REGRESSION);
    assertThat(comparison.summary()).contains("1 regressed", "1 improved", "1 equivalent");
  }

  @Test
  void unitsAreBroughtToOne() {
    RowVerdict verdict =
        only(compare(run(row("ms/op", 0, STEADY)), run(row("us/op", 0, times(1000, STEADY)))));
    assertThat(verdict.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(verdict.unit()).isEqualTo("ms/op");
    assertThat(verdict.candidate()).isBetween(0.99, 1.01);
    assertThatThrownBy(() -> compare(run(row("ms/op", 0, STEADY)), run(row("B/op", 0, STEADY))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("B/op");
  }

  @Test
  void threeForksCanTellNothingAtFivePercentAndSaySo() {
    RowVerdict verdict =
        only(compare(run(row("s/op", 0, 1, 1.001, 0.999)), run(row("s/op", 0, 2, 2.01, 1.99))));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict.smallestRankP()).isEqualTo(0.1);
    assertThat(verdict.reasons()).anyMatch(r -> r.contains("p below 0.1") && r.contains("about 4"));
  }

  /** The numbers of the knowledge behind this gate: 3, 4 and 5 forks a side. */
  @Test
  void theSmallestP() {
    assertThat(Change.smallestRankP(3, 3)).isEqualTo(0.1);
    assertThat(Change.smallestRankP(4, 4)).isBetween(0.0285, 0.0286);
    assertThat(Change.smallestRankP(5, 5)).isBetween(0.0079, 0.00794);
    assertThat(Change.smallestRankP(1, 1)).isEqualTo(1);
  }

  @Test
  void oneForkShowsNoScatter() {
    Comparison comparison = compare(run(row("s/op", 0, 1)), run(row("s/op", 0, 2)));
    assertThat(only(comparison).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(only(comparison).reasons().get(0)).contains("at least 4 a side");
    assertThat(comparison.exitCode(false)).isZero();
    assertThat(comparison.exitCode(true)).isEqualTo(Comparison.UNDECIDED);
  }

  @Test
  void aWideIntervalSaysHowManyForksWouldDo() {
    RowVerdict verdict =
        only(
            compare(
                run(row("s/op", 0, 1, 1.1, 0.9, 1.05, 0.95)),
                run(row("s/op", 0, 1.01, 1.12, 0.9, 1.05, 0.95))));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict.reasons().get(0)).containsPattern("about \\d+ forks a side|more than 200");
  }

  @Test
  void aMissingRowFailsAndANewOneIsTold() {
    Comparison comparison =
        compare(
            run(row("s/op", 0, STEADY), row("s/op", 1, STEADY)),
            run(row("s/op", 0, STEADY), row("s/op", 2, STEADY)));
    assertThat(comparison.missing()).singleElement().asString().contains("row=1");
    assertThat(comparison.added()).singleElement().asString().contains("row=2");
    assertThat(comparison.exitCode(false)).isEqualTo(Comparison.INCOMPARABLE);
    assertThatThrownBy(() -> compare(run(row("s/op", 0, STEADY)), run(row("s/op", 1, STEADY))))
        .isInstanceOf(IncomparableException.class)
        .hasMessageContaining("no row in common");
  }

  @Test
  void runsOfASideAreOneMeasurement() {
    Source a1 = run(row("s/op", 0, 1, 1.001));
    Source a2 = run(row("s/op", 0, 0.999, 1.0005, 0.9995));
    RowVerdict verdict =
        only(
            Comparison.of(
                List.of(a1, a2),
                List.of(run(row("s/op", 0, times(1.2, STEADY)))),
                Gate.standard(),
                List.of()));
    assertThat(verdict.baselineForks()).isEqualTo(5);
    assertThat(verdict.verdict()).isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void aRowTwiceInOneFileIsRefused() {
    Row row = row("s/op", 0, STEADY);
    assertThatThrownBy(() -> compare(run(row, row), run(row)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row=0")
        .hasMessageContaining("twice");
    Gate ignoring =
        new Gate(
            0.03,
            0.05,
            Optional.empty(),
            Optional.empty(),
            Set.of("row"),
            Map.of(),
            NoiseFloor.none());
    Source two = run(row, row("s/op", 1, STEADY));
    assertThatThrownBy(() -> Comparison.of(List.of(two), List.of(two), ignoring, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ignored parameters");
  }

  /** Pooled over both sides the variance is small enough for a p, the candidate's own is not. */
  @Test
  void anIntervalThatHoldsNoChangeIsNoRegression() {
    double[] before = {0.9999, 0.99995, 1, 1.00005, 1.0001};
    double[] after = {1.0202, 1.0408, 1.0618, 1.1618, 1.2586};
    RowVerdict verdict = only(compare(run(row("s/op", 0, before)), run(row("s/op", 0, after))));
    assertThat(verdict.adjustedP()).isLessThan(0.05);
    assertThat(verdict.low()).isLessThan(1);
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void theUsersDirectionOutweighsTheUnits() {
    Row before = with(row("s/op", 0, STEADY), "hits", times(10, STEADY));
    Row after = with(row("s/op", 0, STEADY), "hits", times(20, STEADY));
    assertThat(
            only(Comparison.of(
                    List.of(run(before)),
                    List.of(run(after)),
                    gate("hits", Better.HIGHER),
                    List.of()))
                .verdict())
        .isEqualTo(Verdict.IMPROVED);
    Gate fasterIsWorse =
        new Gate(
            0.03,
            0.05,
            Optional.empty(),
            Optional.of(Better.HIGHER),
            Set.of(),
            Map.of(),
            NoiseFloor.none());
    assertThat(
            only(Comparison.of(
                    List.of(run(row("s/op", 0, STEADY))),
                    List.of(run(row("s/op", 0, times(0.8, STEADY)))),
                    fasterIsWorse,
                    List.of()))
                .verdict())
        .isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void aRowThatFailedIsTheWorstThatCanBeSaid() {
    Source run = run(row("s/op", 0, STEADY));
    Comparison comparison =
        compare(run, run).with(List.of("base, a row: broke"), List.of("b"), List.of("c"));
    assertThat(comparison.exitCode(false)).isEqualTo(Comparison.REGRESSION);
    assertThat(comparison.summary()).contains("1 failed", "1 missing");
    assertThat(TextReport.of(comparison)).contains("failed: base, a row: broke", "note: c");
    assertThat(MarkdownReport.of(comparison)).contains("rows failed", "a row: broke");
    assertThat(JsonReport.of(comparison, false)).contains("\"exitCode\": 1", "a row: broke");
    assertThat(JUnitReport.of(comparison, false)).contains("errors=\"2\"", "a row: broke");
    Comparison left =
        Comparison.ofNothing(Gate.standard()).with(List.of(), List.of("b"), List.of());
    assertThat(left.exitCode(false)).isEqualTo(Comparison.INCOMPARABLE);
    assertThat(TextReport.of(left)).contains("no verdict");
  }

  @Test
  void aRuleThatCannotFailIsRefused() {
    Source run = run(row("s/op", 0, STEADY));
    Gate typo =
        new Gate(
            0.03,
            0.05,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of("typo", ExactMetric.SAME),
            NoiseFloor.none());
    assertThatThrownBy(() -> Comparison.of(List.of(run), List.of(run), typo, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("typo");
  }

  @Test
  void anExactMetricThatIsNoNumberFails() {
    Row none = with(row("s/op", 0, STEADY), "tokenHash", Double.NaN, Double.NaN);
    assertThat(only(compare(run(none), run(none))).verdict()).isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void exactMetricsMustNotGetWorse() {
    Row before =
        with(with(row("s/op", 0, STEADY), "tokenHash", 7, 7), "operationsPerToken", 57, 57);
    Row moreCalls =
        with(with(row("s/op", 0, STEADY), "tokenHash", 7, 7), "operationsPerToken", 61, 61);
    Row otherTokens =
        with(with(row("s/op", 0, STEADY), "tokenHash", 8, 8), "operationsPerToken", 57, 57);
    Row fewerCalls =
        with(with(row("s/op", 0, STEADY), "tokenHash", 7, 7), "operationsPerToken", 50, 50);
    assertThat(only(compare(run(before), run(moreCalls))).verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(only(compare(run(before), run(moreCalls))).reasons())
        .contains("operationsPerToken 57 → 61");
    assertThat(only(compare(run(before), run(otherTokens))).verdict()).isEqualTo(Verdict.REGRESSED);
    RowVerdict better = only(compare(run(before), run(fewerCalls)));
    assertThat(better.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(better.reasons()).contains("operationsPerToken 57 → 50");
    assertThat(only(compare(run(before), run(row("s/op", 0, STEADY)))).reasons())
        .contains("tokenHash is missing from the candidate");
    Row unsteady =
        with(with(row("s/op", 0, STEADY), "tokenHash", 7, 8), "operationsPerToken", 57, 57);
    assertThat(only(compare(run(before), run(unsteady))).reasons())
        .anyMatch(reason -> reason.contains("not the same in all forks of the candidate: 7 … 8"));
  }

  @Test
  void anotherMetricNeedsADirectionWhereItsUnitDoesNotTell() {
    Row before = with(row("s/op", 0, STEADY), "tokensPerSecond", times(100, STEADY));
    Row after = with(row("s/op", 0, STEADY), "tokensPerSecond", times(80, STEADY));
    Gate unknown = gate("tokensPerSecond", null);
    assertThatThrownBy(
            () -> Comparison.of(List.of(run(before)), List.of(run(after)), unknown, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--better");
    Gate known = gate("tokensPerSecond", Better.HIGHER);
    assertThat(only(Comparison.of(List.of(run(before)), List.of(run(after)), known, List.of())))
        .extracting(RowVerdict::verdict)
        .isEqualTo(Verdict.REGRESSED);
    assertThatThrownBy(
            () ->
                Comparison.of(
                    List.of(run(before)),
                    List.of(run(after)),
                    gate("none", Better.HIGHER),
                    List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tokensPerSecond");
  }

  private static Gate gate(String metric, Better better) {
    return new Gate(
        Gate.DEFAULT_THRESHOLD,
        Gate.DEFAULT_ALPHA,
        Optional.of(metric),
        Optional.ofNullable(better),
        Set.of(),
        Map.of(),
        NoiseFloor.none());
  }

  @Test
  void countsWithoutScatterDifferForSure() {
    double[] four = {4, 4, 4, 4};
    double[] five = {5, 5, 5, 5};
    assertThat(only(compare(run(row("B/op", 0, four)), run(row("B/op", 0, five)))).verdict())
        .isEqualTo(Verdict.REGRESSED);
    assertThat(only(compare(run(row("B/op", 0, four)), run(row("B/op", 0, four)))).verdict())
        .isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void valuesThatAreNoMeasurementAreRefusedWithTheirPlace() {
    for (double bad : new double[] {Double.NaN, 0, -1, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> compare(run(row("s/op", 0, STEADY)), run(row("s/op", 0, 1, bad))))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("run: ")
          .hasMessageContaining("row=0")
          .hasMessageContaining("fork 2");
    }
  }

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
    assertThat(verdict.threshold()).isBetween(0.3, 0.5);
    assertThat(verdict.verdict()).isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void aFloorIsFoundByTheRowsOwnName() {
    Source before = run(row("s/op", 0, STEADY));
    Source after = run(row("s/op", 0, times(1.1, STEADY)));
    String key = before.rows().get(0).key();
    NoiseFloor floor = new NoiseFloor(Optional.empty(), new TreeMap<>(Map.of(key, 0.4)));
    Gate gate =
        new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of("row"), Map.of(), floor);
    Comparison comparison = Comparison.of(List.of(before), List.of(after), gate, List.of());
    assertThat(only(comparison).threshold()).isEqualTo(0.4);
    assertThat(comparison.remarks()).isEmpty();
    Source two = run(row("s/op", 0, STEADY), row("s/op", 1, STEADY));
    Gate all = new Gate(0.03, 0.05, Optional.empty(), Optional.empty(), Set.of(), Map.of(), floor);
    assertThat(Comparison.of(List.of(two), List.of(two), all, List.of()).remarks())
        .containsExactly("no noise floor is known of 1 of 2 rows");
  }

  @Test
  void calibrationRefusesWhatIsNoNoise() {
    List<Source> runs = new ArrayList<>();
    for (double value : new double[] {1, 1e100, 1e200}) {
      runs.add(run(row("s/op", 0, value, value)));
    }
    assertThatThrownBy(() -> NoiseFloor.of(runs, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row=0");
  }

  @Test
  void holmsAdjustment() {
    // statsmodels.stats.multitest.multipletests([.01, .04, .03, .005], method='holm')
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, Double.NaN, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, Double.NaN, 0.02}, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }
}
