package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;

/** Where a benchmark's weights come from, and what they are to be computed on. */
public interface ModelSource {
  /** The parameter device. */
  String device();

  /** The parameter threads. */
  String threads();

  /** Makes or reads the weights, for the caller to close. */
  Weights open(NDManager manager);

  /** A model with fresh weights, by the parameters of these names. */
  record Fresh(TransformerConfig config, String device, String threads, long seed)
      implements ModelSource {
    @Override
    public Weights open(NDManager manager) {
      return Weights.initialise(config, seed, manager);
    }
  }
}
