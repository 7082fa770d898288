package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.InPlaceArray;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fresh weights of a model that Hugging Face has: matrices and tables uniform, of the standard
 * deviation 0.02 that such models' first ones have, biases 0, norms 1 and 0.
 *
 * <p>They come from {@link SplittableRandom}, whose algorithm Java fixes, a generator for each
 * tensor, and are written where the tensor will read them: a hundred million numbers are made in a
 * second, and lie in memory once.
 */
final class HuggingFaceRandom {
  private static final double BOUND = 0.02 * Math.sqrt(3); // of a uniform of that deviation

  private HuggingFaceRandom() {}

  static Weights weights(TransformerConfig config, long seed, NDManager parent) {
    SplittableRandom seeds = new SplittableRandom(seed);
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    Weights.shapes(config)
        .forEach((name, shape) -> tensors.put(name, tensor(name, shape, seeds.split(), manager)));
    return new Weights(config, manager, tensors);
  }

  private static NDArray tensor(
      String name, Shape shape, SplittableRandom random, NDManager manager) {
    boolean vector = shape.dimension() == 1; // a norm's weight, or a bias
    boolean norm = vector && name.endsWith(".weight");
    return InPlaceArray.of(
        shape,
        manager,
        bytes -> {
          while (bytes.hasRemaining()) {
            if (vector) {
              bytes.putFloat(norm ? 1 : 0);
            } else {
              bytes.putFloat((float) ((2 * random.nextDouble() - 1) * BOUND));
            }
          }
        });
  }
}
