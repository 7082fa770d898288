package dev.kvbench.transformer.decode;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Ops;

/** Chooses the next token from its logits, on their device. */
public interface Sampler {

  /**
   * The next token of each sequence.
   *
   * @param logits [B, V], stays the caller's to close
   * @return [B, 1] int64, owned by the manager of logits
   */
  NDArray next(NDArray logits);

  /** Called before a generation: a seeded sampler starts over. */
  default void reset() {}

  /** The most likely token; the first one of equals. */
  static Sampler greedy() {
    return new Greedy();
  }

  /**
   * A token drawn from softmax(logits / temperature), by the Gumbel-max trick (Gumbel 1954;
   * Maddison et al. 2014): the argmax of logits / temperature − ln(−ln u), u uniform, is
   * distributed so. It needs no round trip to the host. All is multiplied by the temperature, which
   * leaves the argmax where it is and overflows at none.
   *
   * <p>Draws from libtorch's generator of the device, which {@link #reset} seeds: the same seed
   * gives the same tokens as long as nothing else draws from it in between.
   *
   * @param temperature above 0, from the smallest normal fp32 to 1e30; 1 as in the article
   */
  static Sampler multinomial(double temperature, int seed) {
    if (!(temperature >= Float.MIN_NORMAL && temperature <= 1e30)) {
      throw new IllegalArgumentException(
          "temperature must be above 0 (1.2e-38 to 1e30), not " + temperature);
    }
    return new Multinomial(temperature, seed);
  }

  /** The most likely token. */
  record Greedy() implements Sampler {
    @Override
    public NDArray next(NDArray logits) {
      return Ops.argmax(logits);
    }
  }

  /** A token drawn by the Gumbel-max trick. */
  record Multinomial(double temperature, int seed) implements Sampler {
    @Override
    public NDArray next(NDArray logits) {
      NDManager scope = logits.getManager();
      try (NDArray uniform = scope.randomUniform(0f, 1f, logits.getShape());
          NDArray log = uniform.log();
          NDArray exponential = log.neg();
          NDArray gumbel = exponential.log(); // of the other sign
          NDArray scaled = gumbel.mul(temperature);
          NDArray perturbed = logits.sub(scaled)) {
        return Ops.argmax(perturbed);
      }
    }

    @Override
    public void reset() {
      Engine.getInstance().setRandomSeed(seed);
    }
  }
}
