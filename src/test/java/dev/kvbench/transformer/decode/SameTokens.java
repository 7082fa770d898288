package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;

/** Two decoders that must choose the same tokens, greedy and drawn. */
public final class SameTokens {
  private static final double TOLERANCE = 1e-4;

  private SameTokens() {}

  /**
   * Throws unless each sequence has the same tokens up to its first tie: what is chosen from logits
   * that differ by less than rounding is chance.
   *
   * @param prompt may be longer than the block
   */
  public static void require(
      Decoder one, Decoder other, TransformerConfig config, long[][] prompt, int steps, long seed) {
    require(one, other, config, prompt, steps, seed, TOLERANCE);
  }

  /**
   * As above.
   *
   * @param tolerance what rounding is
   */
  public static void require(
      Decoder one,
      Decoder other,
      TransformerConfig config,
      long[][] prompt,
      int steps,
      long seed,
      double tolerance) {
    int drawing = (int) seed;
    require(one, other, config, prompt, steps, Sampler.greedy(), 0, 0, tolerance);
    for (double temperature : new double[] {1, 0.6}) {
      Sampler drawn = Sampler.multinomial(temperature, drawing);
      require(one, other, config, prompt, steps, drawn, temperature, drawing, tolerance);
    }
  }

  private static void require(
      Decoder one,
      Decoder other,
      TransformerConfig config,
      long[][] prompt,
      int steps,
      Sampler sampler,
      double temperature,
      int drawing,
      double tolerance) {
    long[][] actual = one.generate(prompt, steps, sampler);
    long[][] expected = other.generate(prompt, steps, sampler);
    assertThat(actual).hasDimensions(prompt.length, steps);
    for (int row = 0; row < prompt.length; row++) {
      int step = Arrays.mismatch(actual[row], expected[row]);
      if (step >= 0) {
        float[] logits = logits(other, config, prompt, expected, step)[row];
        float[] noise =
            temperature == 0
                ? new float[logits.length]
                : gumbel(prompt.length, logits.length, step, drawing)[row];
        int a = (int) actual[row][step];
        int b = (int) expected[row][step];
        assertThat(logits[a] + temperature * noise[a])
            .as("%s: sequence %d, step %d, token %d or %d", sampler, row, step, a, b)
            .isCloseTo(logits[b] + temperature * noise[b], within(tolerance));
      }
    }
  }

  /** What a step's tokens are chosen from, of the text before it; the first of it is cut off. */
  private static float[][] logits(
      Decoder decoder, TransformerConfig config, long[][] prompt, long[][] tokens, int step) {
    int kept = Math.min(prompt[0].length, config.blockSize());
    long[][] text = new long[prompt.length][];
    for (int row = 0; row < prompt.length; row++) {
      int from = prompt[row].length - kept;
      text[row] = Arrays.copyOf(Arrays.copyOfRange(prompt[row], from, from + kept), kept + step);
      System.arraycopy(tokens[row], 0, text[row], kept, step);
    }
    float[][][] all = decoder.logitsByStep(text);
    return Arrays.stream(all).map(steps -> steps[kept + step - 1]).toArray(float[][]::new);
  }

  /** The noise that the samplers add at a step, whose generator has by then served those before. */
  private static float[][] gumbel(int sequences, int vocabulary, int step, int seed) {
    float[][] noise = new float[sequences][vocabulary];
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(seed);
      float[] uniform = {};
      for (int i = 0; i <= step; i++) {
        try (NDArray drawn = manager.randomUniform(0f, 1f, new Shape(sequences, vocabulary))) {
          uniform = drawn.toFloatArray();
        }
      }
      for (int i = 0; i < uniform.length; i++) {
        noise[i / vocabulary][i % vocabulary] = (float) -Math.log(-Math.log(uniform[i]));
      }
    }
    return noise;
  }
}
