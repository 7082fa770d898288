package dev.kvbench.results.compare;

import static dev.kvbench.results.Refusals.incomparable;
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
import static org.assertj.core.api.Assertions.offset;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import dev.kvbench.results.stats.Estimates;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final Path REFERENCE = Path.of("../results/reference/decode-xeon-2cpu");

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
    assertThat(compare(run(row("ms/op", 0, STEADY)), run(row("B/op", 0, STEADY))).failed())
        .singleElement()
        .asString()
        .contains("row=0", "is in B/op, in the baseline in s/op");
  }

  @Test
  void threeForksCanTellNothingAtFivePercentAndSaySo() {
    RowVerdict verdict =
        only(compare(run(row("s/op", 0, 1, 1.001, 0.999)), run(row("s/op", 0, 2, 2.01, 1.99))));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict.pair().smallestRankP()).isEqualTo(0.1);
    assertThat(verdict.reasons()).anyMatch(r -> r.contains("p below 0.1") && r.contains("about 4"));
  }

  @ParameterizedTest
  @CsvSource({"3, 0.1", "4, 0.02857", "5, 0.00794", "1, 1"})
  void theSmallestP(int forks, double p) {
    assertThat(Change.smallestRankP(forks, forks)).isCloseTo(p, offset(1e-5));
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
    assertThat(
            incomparable(() -> compare(run(row("s/op", 0, STEADY)), run(row("s/op", 1, STEADY)))))
        .contains("no row in common");
  }

  /** A call of a thousand times the work is another row, by name. */
  @Test
  void anotherBatchSizeIsAnotherRow() {
    Row one = row("ms/op", 0, STEADY);
    Row batch =
        new Row(one.benchmark(), "avgt", 1, 1000, 5, one.params(), one.primary(), one.secondary());
    assertThat(incomparable(() -> compare(run(one), run(batch)))).contains("jmhBatchSize=1000");
  }

  @Test
  void rowsThatOnlyThePackageTellsApartHaveTwoNames() {
    Row first = named("com.acme.v1.Parse.run", 1);
    Row second = named("com.acme.v2.Parse.run", 1);
    Row slower = named("com.acme.v2.Parse.run", 2);
    String report = TextReport.of(compare(run(first, second), run(first, slower)), false);
    assertThat(report).containsPattern("REGRESSED +v2.Parse.run ");
    assertThat(report).containsPattern("EQUIVALENT +v1.Parse.run ");
  }

  private static Row named(String benchmark, double factor) {
    Row row = row("ms/op", 0, times(factor, STEADY));
    return new Row(
        benchmark, "avgt", 1, 1, row.forks(), new TreeMap<>(), row.primary(), row.secondary());
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
    assertThat(verdict.pair().baseline().forks()).isEqualTo(5);
    assertThat(verdict.verdict()).isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void aRowTwiceInOneFileIsRefused() {
    Row row = row("s/op", 0, STEADY);
    assertThat(refusal(() -> compare(run(row, row), run(row)))).contains("row=0", "twice");
    Gate ignoring = gate(NoiseFloor.none(), "row");
    Source two = run(row, row("s/op", 1, STEADY));
    assertThat(refusal(() -> compare(two, two, ignoring))).contains("ignored parameters");
  }

  /** Pooled over both sides the variance is small enough for a p, the candidate's own is not. */
  @Test
  void aSideThatScattersMoreIsJudgedByItsOwnScatter() {
    double[] before = {0.9999, 0.99995, 1, 1.00005, 1.0001};
    double[] after = {1.0202, 1.0408, 1.0618, 1.1618, 1.2586};
    RowVerdict verdict = only(compare(run(row("s/op", 0, before)), run(row("s/op", 0, after))));
    assertThat(verdict.adjustedP()).isCloseTo(0.0640, offset(1e-4)); // pooled: 0.0347
    assertThat(verdict.low()).isLessThan(1);
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aRowThatFailedIsTheWorstThatCanBeSaid() {
    Source run = run(row("s/op", 0, STEADY));
    Comparison comparison =
        compare(run, run).with(List.of("base, a row: broke"), List.of("b"), List.of("c"));
    assertThat(comparison.exitCode(false)).isEqualTo(Comparison.REGRESSION);
    assertThat(comparison.summary()).contains("1 failed", "1 missing");
    assertThat(TextReport.of(comparison, false)).contains("failed: base, a row: broke", "note: c");
    assertThat(MarkdownReport.of(comparison, false)).contains("rows failed", "a row: broke");
    assertThat(JsonReport.of(comparison, false)).contains("\"exitCode\": 1", "a row: broke");
    assertThat(JUnitReport.of(comparison, false)).contains("errors=\"2\"", "a row: broke");
    Comparison left =
        Comparison.ofNothing(Gate.standard()).with(List.of(), List.of("b"), List.of());
    assertThat(left.exitCode(false)).isEqualTo(Comparison.INCOMPARABLE);
    assertThat(TextReport.of(left, false)).contains("no verdict");
  }

  @ParameterizedTest
  @CsvSource({"5, REGRESSED", "4, EQUIVALENT"})
  void countsWithoutScatterDifferForSure(double count, Verdict verdict) {
    Source before = run(row("B/op", 0, 4, 4, 4, 4));
    assertThat(only(compare(before, run(row("B/op", 0, count, count, count, count)))).verdict())
        .isEqualTo(verdict);
  }

  /** One odd row stops no other. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, 0, -1, Double.POSITIVE_INFINITY})
  void valuesThatAreNoMeasurementFailTheirRow(double bad) {
    Comparison comparison =
        compare(
            run(row("s/op", 0, STEADY), row("s/op", 1, STEADY)),
            run(row("s/op", 0, 1, bad), row("s/op", 1, STEADY)));
    assertThat(only(comparison).verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.failed()).singleElement().asString().contains("row=0", "fork 2");
    assertThat(comparison.exitCode(false)).isEqualTo(Comparison.REGRESSION);
    assertThat(comparison.outcome(false)).isEqualTo("exit code 1: 0 regressed, 1 failed");
    assertThat(comparison.with(List.of("another"), List.of(), List.of()).failed()).hasSize(2);
  }

  /** Of anything but a time 0 is a value as any other, though it has no logarithm. */
  @ParameterizedTest
  @CsvSource({"0, 0, EQUIVALENT, 1", "0, 24, REGRESSED, Infinity", "24, 0, IMPROVED, 0"})
  void anAmountMayBeNone(double baseline, double candidate, Verdict verdict, double ratio) {
    double[] before = {baseline, baseline, baseline, baseline, baseline};
    double[] after = {candidate, candidate, candidate, candidate, candidate};
    RowVerdict row = only(compare(run(row("B/op", 0, before)), run(row("B/op", 0, after))));
    assertThat(row.verdict()).isEqualTo(verdict);
    assertThat(row.ratio()).isEqualTo(ratio);
    after[0] = 12; // with scatter only the ranks tell
    assertThat(only(compare(run(row("B/op", 0, before)), run(row("B/op", 0, after)))).adjustedP())
        .isGreaterThanOrEqualTo(Change.smallestRankP(5, 5));
  }

  /** What a run says of itself is never that it got better or worse. */
  @ParameterizedTest
  @ValueSource(
      strings = {"gpt2-xeon-2cpu", "quick-xeon-2cpu", "decode-xeon-2cpu", "ladder-xeon-2cpu"})
  void aRunComparedWithItselfHasNotChanged(String name) {
    Source run = Source.read(REFERENCE.resolveSibling(name));
    Comparison comparison = compare(run, run);
    assertThat(comparison.rows())
        .isNotEmpty()
        .extracting(RowVerdict::verdict)
        .isSubsetOf(Verdict.EQUIVALENT, Verdict.INCONCLUSIVE);
    assertThat(comparison.exitCode(false)).isZero();
  }

  @Test
  void holmsAdjustment() {
    // statsmodels.stats.multitest.multipletests([.01, .04, .03, .005], method='holm')
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, Double.NaN, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, Double.NaN, 0.02}, offset(1e-12));
  }

  /** The arm without a cache has none to have a policy of. */
  @Test
  void anUncachedRowIsTheSameUnderAnotherPolicy() {
    Comparison comparison =
        compare(
            run(own("uncached", "shift", STEADY), own("cached", "shift", STEADY)),
            run(
                own("uncached", "ring", STEADY),
                own("cached", "ring", STEADY),
                own("cached", "shift", STEADY)));
    assertThat(comparison.missing()).isEmpty();
    assertThat(comparison.rows()).hasSize(2);
    assertThat(comparison.rows().get(0).row().params()).doesNotContainKey("policy");
    assertThat(comparison.rows().get(1).row().params()).containsEntry("policy", "shift");
    assertThat(comparison.added()).hasSize(1);
  }

  /** What one run tells apart by the policy keeps it in the other, whichever side that is. */
  @Test
  void anUncachedRowKeepsItsPolicyOnBothSidesOrOnNone() {
    Source both = run(own("uncached", "shift", STEADY), own("uncached", "ring", STEADY));
    Source one = run(own("uncached", "ring", STEADY));
    assertThat(compare(both, both).rows())
        .extracting(verdict -> verdict.row().params().get("policy"))
        .containsExactly("shift", "ring");
    Comparison narrower = compare(both, one);
    assertThat(only(narrower).row().params()).containsEntry("policy", "ring");
    assertThat(narrower.missing()).singleElement().asString().contains("policy=shift");
    assertThat(narrower.added()).isEmpty();
    Comparison wider = compare(one, both);
    assertThat(only(wider).row().params()).containsEntry("policy", "ring");
    assertThat(wider.missing()).isEmpty();
    assertThat(wider.added()).singleElement().asString().contains("policy=shift");
  }

  /** What is not there cannot be left out: it is most likely misspelt. */
  @Test
  void anIgnoredParameterHasToBeThere() {
    Source run = Source.read(REFERENCE);
    Gate ignoring = gate(NoiseFloor.none(), "polcy");
    assertThat(refusal(() -> compare(run, run, ignoring)))
        .contains("--ignore-param polcy", "policy");
  }

  /** Of hop's fork the figure is the mean, of ring's the median, ignored or not. */
  @Test
  void anIgnoredPolicyStillSaysHowAFigureIsMade() {
    List<Row> decode =
        Source.read(REFERENCE).rows().stream()
            .filter(row -> row.method().equals("cached"))
            .filter(row -> "3000".equals(row.params().get("position")))
            .toList();
    Row ring = withPolicy(decode, "ring");
    Row hop = withPolicy(decode, "hop");
    Gate ignoring = gate(NoiseFloor.none(), "policy");
    RowVerdict verdict = only(compare(run(ring), run(hop), ignoring));
    assertThat(verdict.row().params()).doesNotContainKey("policy");
    assertThat(verdict.baseline()).isCloseTo(Estimates.of(ring).value(), offset(1e-9));
    assertThat(verdict.candidate()).isCloseTo(Estimates.of(hop).value(), offset(1e-9));
  }

  private static Row withPolicy(List<Row> rows, String policy) {
    return rows.stream()
        .filter(row -> policy.equals(row.params().get("policy")))
        .findFirst()
        .orElseThrow();
  }
}
