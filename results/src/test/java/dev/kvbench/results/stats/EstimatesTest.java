package dev.kvbench.results.stats;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.Rows;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatesTest {
  /** Forks' figures e, e², e³: logs 1, 2, 3, mean 2, variance of the mean 1/3. */
  private static final Row POWERS_OF_E = Rows.ofForks(Math.E, Math.exp(2), Math.exp(3));

  @Test
  void studentsIntervalOfThreeForks() {
    Estimate estimate = Estimates.of(POWERS_OF_E);

    // t(0.975, 2) = 4.302653, from a printed table; 4.302653 √(1/3) = 2.484138.
    assertThat(estimate.value()).isCloseTo(Math.exp(2), within(1e-12));
    assertThat(Math.log(estimate.low())).isCloseTo(2 - 2.484138, within(1e-6));
    assertThat(Math.log(estimate.high())).isCloseTo(2 + 2.484138, within(1e-6));
    assertThat(estimate.forks()).isEqualTo(3);
  }

  @Test
  void welchsIntervalOfEqualVariances() {
    // Variances of the means 1/3 each, so 4 degrees of freedom; t(0.975, 4) = 2.776445.
    Estimate ratio = Estimates.ratio(POWERS_OF_E, Rows.ofForks(1, Math.E, Math.exp(2)));

    assertThat(ratio.value()).isCloseTo(Math.E, within(1e-12));
    assertThat(Math.log(ratio.high())).isCloseTo(1 + 2.776445 * Math.sqrt(2 / 3.), within(1e-6));
    assertThat(Math.log(ratio.low())).isCloseTo(1 - 2.776445 * Math.sqrt(2 / 3.), within(1e-6));
    assertThat(ratio.forks()).isEqualTo(3);
  }

  @Test
  void welchsIntervalWithOneSideFree() {
    // Only three forks vary: 2 degrees of freedom, as if the other side were known exactly.
    Estimate ratio = Estimates.ratio(POWERS_OF_E, Rows.ofForks(1, 1));

    assertThat(Math.log(ratio.high())).isCloseTo(2 + 2.484138, within(1e-6));
    assertThat(ratio.forks()).isEqualTo(2);
  }

  /** From a damaged file: no figure, and no verdict, is to rest on it. */
  @ParameterizedTest
  @CsvSource({
    "1e308, us/op, false",
    "1e-320, us/op, false",
    "1e-7, us/op, false",
    "2e-6, us/op, true",
    "2e9, s/op, false",
    "9e8, s/op, true",
    "1e300, ops/s, false",
    "1e-10, ops/s, false",
    "2e-9, ops/s, true",
    "2e3, ops/ns, false",
    "5, ops/ns, true",
    "1e300, B/op, true",
    "1e-300, value, true"
  })
  void aTimeThatNoOperationTakesIsRefused(double value, String unit, boolean taken) {
    Row measured = Rows.of(new Metric(1, Double.NaN, unit, List.of(List.of(value))), 1);
    Row bare = Rows.of(new Metric(value, Double.NaN, unit, List.of()), 1);
    for (Row row : List.of(measured, bare)) {
      if (taken) {
        assertThat(Estimates.of(row).value()).isEqualTo(value);
      } else {
        assertThat(refusal(() -> Estimates.of(row)))
            .contains(" " + unit + ", which no operation takes; run it again")
            .startsWith(row.key());
      }
    }
  }

  /** In sampling mode of calls, not of iterations' means; of a rate from its slow end. */
  @Test
  void percentilesAreOfCallsAndCountToTheSlowEnd() {
    List<List<Double>> means = List.of(List.of(2.0, 2.0));
    Metric sampled = new Metric(2, 0.1, "us/op", means, Map.of(1.0, 5390L, 51.0, 110L));
    assertThat(Estimates.percentile(Rows.of(sampled, 1), 50)).isEqualTo(1);
    assertThat(Estimates.percentile(Rows.of(sampled, 1), 90)).isEqualTo(1);
    assertThat(Estimates.percentile(Rows.of(sampled, 1), 99)).isEqualTo(51);
    List<List<Double>> nine = List.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0));
    Row times = Rows.of(new Metric(5, 0, "s/op", nine), 1);
    assertThat(Estimates.percentile(times, 90)).isEqualTo(9);
    assertThat(Estimates.percentile(times, 45)).isEqualTo(4.5);
    Row rates = Rows.of(new Metric(5, 0, "ops/s", nine), 1);
    assertThat(Estimates.percentile(rates, 90)).isEqualTo(1);
    assertThat(Estimates.percentile(Rows.of(new Metric(5, 0, "s/op", List.of()), 1), 90)).isNaN();
  }

  @Test
  void aForkCountsWithItsMedian() {
    Row odd = Rows.of(new double[] {2, 1000, 1}, new double[] {2, 2, 2});
    Row even = Rows.of(new double[] {1, 3, 1000, 0.001}, new double[] {2, 2, 2, 2});

    assertThat(Estimates.of(odd).value()).isCloseTo(2, within(1e-12));
    assertThat(Estimates.of(even).value()).isCloseTo(2, within(1e-12));
  }

  @Test
  void moreIterationsDoNotNarrowTheInterval() {
    Row few = Rows.of(new double[] {1}, new double[] {2});
    Row many = Rows.of(new double[] {1, 1, 1, 1, 1}, new double[] {2, 2, 2, 2, 2});

    assertThat(Estimates.of(many)).isEqualTo(Estimates.of(few));
  }

  @Test
  void equalForksHaveAnIntervalOfNoWidth() {
    Estimate estimate = Estimates.of(Rows.ofForks(1, 1, 1));

    assertThat(estimate).isEqualTo(new Estimate(1, 1, 1, 3));
    assertThat(Estimates.ratio(Rows.ofForks(1, 1), Rows.ofForks(1, 1)))
        .isEqualTo(new Estimate(1, 1, 1, 2));
  }

  @Test
  void oneForkHasNoInterval() {
    Row one = Rows.of(new double[] {3, 4, 5});

    assertThat(Estimates.of(one).value()).isEqualTo(4);
    assertThat(Estimates.of(one).interval()).isEqualTo("none: 1 fork");
    assertThat(Estimates.ratio(one, POWERS_OF_E).hasInterval()).isFalse();
    assertThat(Estimates.ratio(POWERS_OF_E, one).hasInterval()).isFalse();
    assertThat(Estimates.ratio(POWERS_OF_E, one).forks()).isEqualTo(1);
  }

  @Test
  void withoutRawDataTheScoreCounts() {
    Row row = Rows.of(new Metric(7, 1, "s/op", List.of()), 5);

    Estimate estimate = Estimates.of(row);
    assertThat(estimate.value()).isEqualTo(7);
    assertThat(estimate.interval()).isEqualTo("none: no raw data");
    assertThat(estimate.forks()).isEqualTo(5);
    assertThat(Estimates.ratio(row, POWERS_OF_E).value()).isCloseTo(7 / Math.exp(2), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesWhatIsNoTime(double value) {
    Row row = Rows.of(new double[] {1, 1}, new double[] {1, value});

    assertThat(refusal(() -> Estimates.of(row)))
        .contains("sample.B.cached ss steps=64", "an iteration of fork 2 is " + value + " s/op");
    refusal(() -> Estimates.ratio(POWERS_OF_E, row));
    assertThat(refusal(() -> Estimates.of(Rows.of(new Metric(value, 0, "s/op", List.of()), 1))))
        .contains("its score is " + value);
  }

  @Test
  void refusesAForkWithoutIterations() {
    assertThat(refusal(() -> Estimates.of(Rows.of(new double[] {1}, new double[] {}))))
        .contains("fork 2 has no iterations");
  }

  @Test
  void refusesARatioOfDifferentUnits() {
    Row millis = Rows.of(new Metric(7, 1, "ms/op", List.of(List.of(7.))), 1);

    assertThat(refusal(() -> Estimates.ratio(POWERS_OF_E, millis)))
        .contains("is in s/op", "in ms/op");
  }

  /**
   * 4000 simulated runs, where forks differ by a lognormal factor and iterations by a smaller one:
   * the intervals hold the truth in 95 % of them (standard error of this count: 0.35 %).
   */
  @Test
  void intervalsCoverTheTruthAsOftenAsTheySay() {
    Random random = new Random(20261124);
    Supplier<Row> cached = () -> simulate(random, 1, 0.05, 5);
    Supplier<Row> uncached = () -> simulate(random, 3, 0.15, 4);
    int runs = 4000;
    int covered = 0;
    int ratioCovered = 0;
    for (int run = 0; run < runs; run++) {
      covered += contains(Estimates.of(cached.get()), 1) ? 1 : 0;
      ratioCovered += contains(Estimates.ratio(uncached.get(), cached.get()), 3) ? 1 : 0;
    }
    assertThat(covered / (double) runs).isBetween(0.94, 0.96);
    assertThat(ratioCovered / (double) runs).isBetween(0.94, 0.96);
  }

  private static Row simulate(Random random, double truth, double sigma, int forks) {
    double[][] figures = new double[forks][7];
    for (double[] fork : figures) {
      double center = truth * Math.exp(sigma * random.nextGaussian());
      for (int i = 0; i < fork.length; i++) {
        fork[i] = center * Math.exp(0.01 * random.nextGaussian());
      }
    }
    return Rows.of(figures);
  }

  private static boolean contains(Estimate estimate, double truth) {
    return estimate.low() <= truth && truth <= estimate.high();
  }

  /** Of times 1, 2, 4 and 2, 4, 8 a work of 8: the rate of the geometric mean of the medians. */
  @Test
  void aRateIsTheWorkDividedByTheRowsFigure() {
    Row row = Rows.of(new double[] {1, 2, 4}, new double[] {2, 4, 8});
    List<List<Double>> rates = List.of(List.of(8.0, 4.0, 2.0), List.of(4.0, 2.0, 1.0));
    TreeMap<String, Metric> metrics = new TreeMap<>();
    metrics.put("rate", new Metric(3.5, Double.NaN, "value", rates));
    metrics.put("none", new Metric(1, Double.NaN, "value", List.of(List.of(0.0, 2.0))));
    Row with = row.withSecondary(metrics);
    double figure = Estimates.of(row).value();
    assertThat(Estimates.metric(with, "rate").orElseThrow()).isCloseTo(8 / figure, within(1e-12));
    assertThat(Estimates.metric(with, "none")).hasValue(1);
    assertThat(Estimates.metric(with, "other")).isEmpty();
    metrics.put("bursty", new Metric(1, Double.NaN, "value", List.of()));
    Row bursty = row.withSecondary(metrics);
    assertThat(Estimates.metric(bursty, "rate").orElseThrow())
        .isCloseTo(8 / Estimates.of(bursty).value(), within(1e-12));
  }
}
