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
    assertThat(refusal(() -> compare(run, run, typo))).contains("typo");
  }

  @Test
  void anExactMetricThatIsNoNumberFails() {
    Row none = with(STEADY_ROW, "tokenHash", Double.NaN, Double.NaN);
    assertThat(only(compare(run(none), run(none))).verdict()).isEqualTo(Verdict.REGRESSED);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 61, REGRESSED, operationsPerToken 57 → 61",
    "7, 50, EQUIVALENT, operationsPerToken 57 → 50",
    "8, 57, REGRESSED, tokenHash is not the same in all forks of the candidate: 7 … 8"
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
