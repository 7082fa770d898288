package dev.kvbench.results.compare;

import static dev.kvbench.results.compare.Rows.STEADY;
import static dev.kvbench.results.compare.Rows.compare;
import static dev.kvbench.results.compare.Rows.only;
import static dev.kvbench.results.compare.Rows.row;
import static dev.kvbench.results.compare.Rows.run;
import static dev.kvbench.results.compare.Rows.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondLookTest {
  private static final Comparison SLOWER = of(1.1, STEADY);

  /** Of one row, the candidate's forks being the baseline's times a factor. */
  private static Comparison of(double factor, double... forks) {
    return compare(run(row("s/op", 0, forks)), run(row("s/op", 0, times(factor, forks))));
  }

  private static RowVerdict confirmed(Comparison first, Comparison again) {
    return only(first.confirmedBy(again));
  }

  @Test
  void theSameTwiceIsAVerdict() {
    RowVerdict row = confirmed(SLOWER, of(1.05, STEADY));
    assertThat(row.verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(row.reasons().get(0)).contains("again: +5.0 %", "5/5 forks, the same verdict");
    assertThat(row.ratio()).as("of the first look").isEqualTo(only(SLOWER).ratio());
    assertThat(SLOWER.confirmedBy(of(1.05, STEADY)).exitCode(false)).isOne();
  }

  @Test
  void whatIsNotSeenTwiceIsUndecided() {
    for (Comparison again :
        List.of(of(1, STEADY), of(1 / 1.1, STEADY), of(1.1, 1, 2, 1.5, 1.2, 1.9))) {
      RowVerdict row = confirmed(SLOWER, again);
      assertThat(row.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(row.reasons().get(0)).contains("does not confirm that it got worse");
      assertThat(SLOWER.confirmedBy(again).exitCode(false)).isZero();
    }
    assertThat(confirmed(of(0.9, STEADY), SLOWER).reasons().get(0)).contains("it got better");
  }

  /** A time limit must not turn a regression into nothing. */
  @Test
  void whatThereWasNoTimeForKeepsItsVerdict() {
    RowVerdict row = confirmed(SLOWER, Comparison.ofNothing(Gate.standard()));
    assertThat(row.verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(row.reasons().get(0)).contains("not measured again");
    RowVerdict few = confirmed(SLOWER, of(1, 1.0, 1.001));
    assertThat(few.verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(few.reasons().get(0)).contains("2/2 forks, too few to confirm it");
  }

  @Test
  void onlyWhatChanceCanDoIsToBeMeasuredAgain() {
    Row steady = row("s/op", 0, STEADY);
    Row counted = Rows.with(steady, "kvBytes", 1, 1, 1, 1, 1);
    Row more = Rows.with(steady, "kvBytes", 2, 2, 2, 2, 2);
    Comparison exact = compare(run(counted), run(more));
    assertThat(only(exact).verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(exact.changed()).isEmpty();
    assertThat(exact.confirmedBy(of(1, STEADY)).rows()).isEqualTo(exact.rows());
    assertThat(of(1, STEADY).changed()).isEmpty();
    assertThat(SLOWER.changed()).containsExactly(only(SLOWER).row());
    // A count that differs only the second time is a regression all the same.
    assertThat(confirmed(SLOWER, exact).verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(confirmed(SLOWER, exact).title()).contains("kvBytes");
  }
}
