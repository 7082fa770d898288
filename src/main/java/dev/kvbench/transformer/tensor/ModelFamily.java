package dev.kvbench.transformer.tensor;

/**
 * What differs between the transformers that there are. All else is the same: token and position
 * embeddings, layer norm (epsilon 1e-5) before attention and before a feed-forward of four times
 * the width, residuals around both, a layer norm before the head.
 */
public enum ModelFamily {
  /**
   * The article's: attention without biases, head by head; ReLU; a head with weights of its own.
   */
  ARTICLE,
  /**
   * GPT-2 (Radford et al., 2019), as Hugging Face's checkpoints have it: attention with biases,
   * queries, keys and values of all heads in one matrix; GELU in its tanh form; the token table is
   * the head's weight too; matrices are stored [in, out].
   */
  GPT2;

  public boolean attentionBias() {
    return this == GPT2;
  }

  /** GELU's tanh form, x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), instead of ReLU. */
  public boolean gelu() {
    return this == GPT2;
  }

  /** Whether weights are so many, hundreds of MB, that nothing copies or tries all of them. */
  public boolean large() {
    return this == GPT2;
  }

  /** Whether the head multiplies by the token table, without a bias. */
  public boolean tiedHead() {
    return this == GPT2;
  }
}
