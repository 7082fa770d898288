package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest extends WithManager {
  private static final float[] LOGITS = {1.5f, -1, 0.25f, 2, 0, -0.5f};

  @Test
  void greedyTakesTheLargestLogitOfEachSequence() {
    try (NDArray logits = manager.create(new float[][] {{1, 3, 2}, {-1, -3, -2}, {0, 0, 5}});
        NDArray next = Sampler.greedy().next(logits)) {
      assertThat(next.getShape()).isEqualTo(new Shape(3, 1));
      assertThat(next.getDataType()).isEqualTo(DataType.INT64);
      assertThat(next.toLongArray()).containsExactly(1, 0, 2);
    }
    assertThat(draw(Sampler.greedy(), new float[] {0, 7, 7, 1}, 2)).containsExactly(1, 1);
  }

  @Test
  void aSeedMeansTheSameTokens() {
    try (Models model = new Models(new TransformerConfig(1, 2, 8, 8, 65), 1);
        Decoder decoder = Decoder.cached(model.transformer, CachePolicy.SHIFT, 2)) {
      Sampler sampler = Sampler.multinomial(1, 42);
      long[][] tokens = decoder.generate(new long[2][1], 50, sampler);
      assertThat(decoder.generate(new long[2][1], 50, sampler)).isDeepEqualTo(tokens);
      assertThat(decoder.generate(new long[2][1], 50, Sampler.multinomial(1, 42)))
          .isDeepEqualTo(tokens);
      long[][] others = decoder.generate(new long[2][1], 50, Sampler.multinomial(1, 43));
      assertThat(others[0]).isNotEqualTo(tokens[0]);
      assertThat(tokens[0]).isNotEqualTo(tokens[1]);
    }
  }

  @Test
  void withoutResetItGoesOn() {
    Sampler sampler = drawing(1, 42);
    long[] first = draw(sampler, LOGITS, 200);
    assertThat(draw(sampler, LOGITS, 200)).isNotEqualTo(first);
    sampler.reset();
    assertThat(draw(sampler, LOGITS, 200)).containsExactly(first);
  }

  /** Chi-square test; 20.5 is exceeded by one fair sample in 1000, and the seed is fixed. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void drawsFromTheSoftmaxOfTheScaledLogits(double temperature) {
    long[] drawn = draw(drawing(temperature, 7), LOGITS, 50_000);
    assertThat(chiSquare(drawn, softmax(LOGITS, temperature))).isLessThan(20.5);
    assertThat(chiSquare(drawn, softmax(LOGITS, temperature * 1.1))) // it has power
        .isGreaterThan(20.5);
    assertThat(chiSquare(drawn, softmax(LOGITS, temperature / 1.1))).isGreaterThan(20.5);
  }

  /**
   * Two alike sequences: all pairs as often as independence says; 37.7 is exceeded by one fair
   * sample in 1000.
   */
  @Test
  void sequencesAreDrawnIndependently() {
    int draws = 8_000;
    float[] row = {1, 0, 0.5f, -0.5f};
    double[] single = softmax(row, 1);
    double[] pairs = new double[16];
    Arrays.setAll(pairs, i -> single[i / 4] * single[i % 4]);
    long[] inOneStep = new long[draws];
    long[] inFollowingSteps = new long[draws - 1];
    Sampler sampler = drawing(1, 3);
    long before = -1;
    for (int i = 0; i < draws; i++) {
      long[] next = draw(sampler, row, 2);
      inOneStep[i] = 4 * next[0] + next[1];
      if (i > 0) {
        inFollowingSteps[i - 1] = 4 * before + next[0];
      }
      before = next[0];
    }
    assertThat(chiSquare(inOneStep, pairs)).isLessThan(37.7);
    assertThat(chiSquare(inFollowingSteps, pairs)).isLessThan(37.7);
  }

  /** Down to the smallest that are allowed, where logits / temperature overflows. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-10, 1e-30, 1e-37})
  void aLowTemperatureIsGreedy(double temperature) {
    Sampler sampler = drawing(temperature, 5);
    assertThat(draw(sampler, LOGITS, 2_000)).containsOnly(3);
    assertThat(draw(sampler, new float[] {-50, -20, -30}, 2_000)).containsOnly(1);
    assertThat(draw(sampler, new float[] {90, 20, 91}, 2_000)).containsOnly(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-40, 1e38, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesATemperatureThatFp32DoesNotHold(double temperature) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampler.multinomial(temperature, 1))
        .withMessageStartingWith("temperature must be above 0")
        .withMessageEndingWith("not " + temperature);
  }

  @Test
  void keepsNoArrayAndLeavesTheLogitsAlone() {
    try (NDArray logits = manager.create(new float[][] {LOGITS})) {
      Sampler.multinomial(0.5, 1).next(logits).close();
      Sampler.greedy().next(logits).close();
      assertThat(arrays()).isEqualTo(1);
      assertThat(logits.toFloatArray()).containsExactly(LOGITS);
    }
  }

  /** One draw for each of batch alike sequences. */
  private long[] draw(Sampler sampler, float[] row, int batch) {
    float[][] all = new float[batch][];
    Arrays.fill(all, row);
    try (NDArray logits = manager.create(all);
        NDArray next = sampler.next(logits)) {
      return next.toLongArray();
    }
  }

  private static Sampler drawing(double temperature, int seed) {
    Sampler sampler = Sampler.multinomial(temperature, seed);
    sampler.reset();
    return sampler;
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] weights = new double[logits.length];
    Arrays.setAll(weights, i -> Math.exp(logits[i] / temperature));
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  private static double chiSquare(long[] drawn, double[] probabilities) {
    long[] counts = new long[probabilities.length];
    for (long token : drawn) {
      counts[(int) token]++;
    }
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = probabilities[i] * drawn.length;
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return sum;
  }
}
