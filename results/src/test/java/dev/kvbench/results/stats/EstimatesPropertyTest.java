package dev.kvbench.results.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.kvbench.results.Rows;
import dev.kvbench.results.jmh.Row;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;

class EstimatesPropertyTest {
  private static final Percentage ROUNDING = withPercentage(1e-6);

  /** One to six forks of one to five iterations, from nanoseconds to hours. */
  @Provide
  Arbitrary<Row> rows() {
    return Arbitraries.doubles()
        .between(1e-9, 1e4)
        .ofScale(12)
        .array(double[].class)
        .ofMinSize(1)
        .ofMaxSize(5)
        .array(double[][].class)
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(Rows::of);
  }

  @Property(tries = 200)
  void swappingTheSidesGivesTheReciprocal(@ForAll("rows") Row a, @ForAll("rows") Row b) {
    Estimate ab = Estimates.ratio(a, b);
    Estimate ba = Estimates.ratio(b, a);

    assertThat(ba.value()).isCloseTo(1 / ab.value(), ROUNDING);
    assertThat(ba.forks()).isEqualTo(ab.forks());
    assertClose(ba.low(), 1 / ab.high());
    assertClose(ba.high(), 1 / ab.low());
  }

  @Property(tries = 200)
  void theIntervalHoldsTheValue(@ForAll("rows") Row a, @ForAll("rows") Row b) {
    for (Estimate estimate : new Estimate[] {Estimates.of(a), Estimates.ratio(a, b)}) {
      if (estimate.hasInterval()) {
        assertThat(estimate.value()).isBetween(estimate.low(), estimate.high());
      }
    }
    assertThat(Estimates.of(a).hasInterval()).isEqualTo(a.forks() > 1);
    assertThat(Estimates.ratio(a, b).hasInterval()).isEqualTo(a.forks() > 1 && b.forks() > 1);
  }

  /** A factor of one side is one of the ratio, and changes nothing else. */
  @Property(tries = 200)
  void aRatioGrowsWithTheScale(
      @ForAll("rows") Row a,
      @ForAll("rows") Row b,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double factor) {
    Estimate scaled = Estimates.ratio(scale(a, factor), b);
    Estimate expected = Estimates.ratio(a, b).times(factor);
    assertClose(scaled.value(), expected.value());
    assertClose(scaled.low(), expected.low());
    assertClose(scaled.high(), expected.high());
    assertThat(scaled.forks()).isEqualTo(expected.forks());
  }

  /** Equal up to rounding, or both NaN. */
  private static void assertClose(double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected, ROUNDING);
    }
  }

  private static Row scale(Row row, double factor) {
    return Rows.of(
        row.primary().rawData().stream()
            .map(fork -> fork.stream().mapToDouble(value -> value * factor).toArray())
            .toArray(double[][]::new));
  }
}
