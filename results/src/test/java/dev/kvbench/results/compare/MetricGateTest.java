package dev.kvbench.results.compare;

import static dev.kvbench.results.Refusals.refusal;
import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.compare;
import static dev.kvbench.results.compare.Rows.gate;
import static dev.kvbench.results.compare.Rows.only;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.run;
import static dev.kvbench.results.compare.Rows.times;
import static dev.kvbench.results.compare.Rows.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts on other metrics than the time, and on those that must not change at all. */
class MetricGateTest {
  private static final Row STEADY_ROW = row("s/op", 0, STEADY);

  private static Source withMetric(String metric, double factor) {
    return run(with(STEADY_ROW, metric, times(factor, STEADY)));
  }

  private static Row exact(double tokenHash, double operations) {
    Row row = with(STEADY_ROW, "tokenHash", 7, tokenHash);
    return with(row, "operationsPerToken", operations, operations);
  }

  @Test
  void theUsersDirectionOutweighsTheUnits() {
    Gate hits = gate("hits", Better.HIGHER);
    assertThat(only(compare(withMetric("hits", 10), withMetric("hits", 20), hits)).verdict())
        .isEqualTo(Verdict.IMPROVED);
    Source faster = run(row("s/op", 0, times(0.8, STEADY)));
    assertThat(only(compare(run(STEADY_ROW), faster, gate(null, Better.HIGHER))).verdict())
        .isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void anotherMetricNeedsADirectionWhereItsUnitDoesNotTell() {
    Source before = withMetric("tokensPerSecond", 100);
    Source after = withMetric("tokensPerSecond", 80);
    assertThat(refusal(() -> compare(before, after, gate("tokensPerSecond", null))))
        .contains("--better");
    assertThat(only(compare(before, after, gate("tokensPerSecond", Better.HIGHER))).verdict())
        .isEqualTo(Verdict.REGRESSED);
    assertThat(refusal(() -> compare(before, after, gate("none", Better.HIGHER))))
        .contains("tokensPerSecond");
  }

  @Test
  void aRuleThatCannotFailIsRefused() {
    Gate typo =
        new Gate(
            0.03,
            0.05,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of("typo", ExactMetric.SAME),
            NoiseFloor.none());
    Source run = run(STEADY_ROW);
    assertThat(refusal(() -> compare(run, run, typo))).contains("metric typo; none has one");
  }

  @Test
  void anExactMetricThatIsNoNumberFails() {
    Source some = run(with(STEADY_ROW, "tokenHash", 7, 7));
    Source none = run(with(STEADY_ROW, "tokenHash", 7, Double.NaN));
    assertThat(only(compare(some, none)).verdict()).isEqualTo(Verdict.REGRESSED);
  }

  /** Forks of one run that chose their kernels apart count other operations. */
  @Test
  void toABaselineThatDisagreesWithItselfNothingIsHeld() {
    Source apart = run(with(STEADY_ROW, "operationsPerToken", 345, 346));
    RowVerdict row = only(compare(apart, apart));
    assertThat(row.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(row.reasons())
        .containsExactly(
            "operationsPerToken is not the same in all forks of the baseline: 345 to 346");
    Source slower = run(with(row("s/op", 0, times(2, STEADY)), "operationsPerToken", 345, 346));
    assertThat(only(compare(apart, slower)).verdict()).isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void percentilesAreFoundByMethod() {
    Source before = run(with(STEADY_ROW, "method·p0.99", 10, 10, 10, 10, 10));
    Source after = run(with(STEADY_ROW, "method·p0.99", 40, 40, 40, 40, 40));
    RowVerdict row = only(compare(before, after, gate("p0.99", Better.LOWER)));
    assertThat(row.verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(row.ratio()).isBetween(3.999, 4.001);
  }

  /** A row that has no such metric is left out, one that lost it has failed. */
  @Test
  void aRowWithoutTheMetricStopsNoOther() {
    Row with = with(STEADY_ROW, "hits", STEADY);
    Row without = row("s/op", 1, STEADY);
    Gate hits = gate("hits", Better.HIGHER);
    Comparison comparison = compare(run(with, without), run(with, without), hits);
    assertThat(only(comparison).verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.remarks()).singleElement().asString().contains("no metric hits", "row=1");
    assertThat(compare(run(with), run(STEADY_ROW), hits).failed()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 61, REGRESSED, operationsPerToken 57 → 61",
    "7, 50, EQUIVALENT, operationsPerToken 57 → 50",
    "8, 57, REGRESSED, tokenHash is not the same in all forks of the candidate: 7 to 8"
  })
  void exactMetricsMustNotGetWorse(
      double tokenHash, double operations, Verdict verdict, String reason) {
    RowVerdict row = only(compare(run(exact(7, 57)), run(exact(tokenHash, operations))));
    assertThat(row.verdict()).isEqualTo(verdict);
    assertThat(row.reasons()).anyMatch(said -> said.contains(reason));
  }

  @Test
  void otherTokensAndNoTokensAreRegressions() {
    Source seven = run(with(STEADY_ROW, "tokenHash", 7, 7));
    Source eight = run(with(STEADY_ROW, "tokenHash", 8, 8));
    assertThat(only(compare(seven, eight)).verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(only(compare(seven, run(STEADY_ROW))).reasons())
        .contains("tokenHash is missing from the candidate");
  }
}
