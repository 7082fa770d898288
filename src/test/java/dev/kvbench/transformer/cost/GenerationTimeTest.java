package dev.kvbench.transformer.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class GenerationTimeTest {
  private static final CostModel ARTICLE =
      new CostModel(TransformerConfig.article(), Optional.empty());

  private static double flops(long tokens) {
    return ARTICLE.steps(1, tokens).flops();
  }

  @Property(tries = 100)
  void findsWhatTheTimesWereMadeOf(
      @ForAll @DoubleRange(min = 0.01, max = 10) double milliseconds,
      @ForAll @DoubleRange(min = 0.01, max = 1) double tenthNanoseconds) {
    double a = 1e-3 * milliseconds;
    double b = 1e-10 * tenthNanoseconds;
    Map<Long, Double> measured = new TreeMap<>();
    for (long n : new long[] {32, 64, 128, 256, 512, 2000}) {
      measured.put(n, n * a + flops(n) * b);
    }
    GenerationTime fitted = GenerationTime.fit(GenerationTimeTest::flops, measured);
    assertThat(fitted.secondsPerToken()).isCloseTo(a, Percentage.withPercentage(1e-3));
    assertThat(fitted.secondsPerFlop()).isCloseTo(b, Percentage.withPercentage(1e-3));
    assertThat(fitted.worstError()).isLessThan(1e-6);
    assertThat(fitted.seconds(700))
        .isCloseTo(700 * a + flops(700) * b, Percentage.withPercentage(1e-3));
  }

  /** By hand: 1·a + 1·b = 3 and 2·a + 4·b = 8 hold for a = 2, b = 1. */
  @Test
  void twoLengthsDetermineIt() {
    GenerationTime fitted = GenerationTime.fit(n -> n * n, Map.of(1L, 3.0, 2L, 8.0));
    assertThat(fitted.secondsPerToken()).isCloseTo(2, within(1e-12));
    assertThat(fitted.secondsPerFlop()).isCloseTo(1, within(1e-12));
  }

  @Test
  void neitherPartIsNegative() {
    LongToDoubleFunction square = n -> n * n;
    GenerationTime flat = GenerationTime.fit(square, Map.of(1L, 1.0, 10L, 9.0, 100L, 80.0));
    assertThat(flat.secondsPerFlop()).isZero();
    assertThat(flat.secondsPerToken()).isBetween(0.8, 1.0);
    assertThat(flat.worstError()).isBetween(0.01, 0.2);
    GenerationTime steep = GenerationTime.fit(square, Map.of(1L, 1.0, 10L, 110.0, 100L, 12100.0));
    assertThat(steep.secondsPerToken()).isZero();
    GenerationTime line = GenerationTime.fit(n -> 3.0 * n, Map.of(1L, 2.0, 5L, 10.0));
    assertThat(line.seconds(7)).isCloseTo(14, within(1e-9));
  }

  /** 3 ms a token against 1 ms and 0.1 ms more for each token of the context. */
  @Test
  void theCacheBeginsToPayWhereTheCurvesCross() {
    GenerationTime cached = new GenerationTime(3e-3, 0, 0, n -> 0);
    GenerationTime uncached = new GenerationTime(1e-3, 1e-4, 0, n -> n * (n + 1) / 2.0);
    // n·1 + 0.05·n·(n + 1) > 3·n from n = 40 on: at 39 they are equal.
    int from = cached.fasterThan(uncached, 1024).orElseThrow();
    assertThat(from).isBetween(39, 40);
    assertThat(cached.fasterThan(uncached, 38)).isEmpty();
    assertThat(uncached.fasterThan(cached, 1024)).hasValue(1);
  }

  @Test
  void oneLengthIsNotEnough() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerationTime.fit(n -> n, Map.of(1L, 3.0)))
        .withMessageStartingWith("two parameters need two lengths");
  }
}
