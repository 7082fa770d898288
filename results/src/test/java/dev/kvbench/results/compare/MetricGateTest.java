package dev.kvbench.results.compare;

import static dev.kvbench.results.Refusals.refusal;
import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.compare;
import static dev.kvbench.results.compare.Rows.only;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.run;
import static dev.kvbench.results.compare.Rows.times;
import static dev.kvbench.results.compare.Rows.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Verdicts on other metrics than the time, and on those that must not change at all. */
class MetricGateTest {
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
    assertThat(refusal(() -> Comparison.of(List.of(run), List.of(run), typo, List.of())))
        .contains("typo");
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
    assertThat(
            refusal(
                () -> Comparison.of(List.of(run(before)), List.of(run(after)), unknown, List.of())))
        .contains("--better");
    Gate known = gate("tokensPerSecond", Better.HIGHER);
    assertThat(only(Comparison.of(List.of(run(before)), List.of(run(after)), known, List.of())))
        .extracting(RowVerdict::verdict)
        .isEqualTo(Verdict.REGRESSED);
    assertThat(
            refusal(
                () ->
                    Comparison.of(
                        List.of(run(before)),
                        List.of(run(after)),
                        gate("none", Better.HIGHER),
                        List.of())))
        .contains("tokensPerSecond");
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
}
