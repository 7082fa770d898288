package dev.kvbench.transformer.tensor;

/**
 * What differs between the transformers that there are. All else is the same: a token table, a norm
 * before attention and before a feed-forward, residuals around both, a norm before the head.
 */
public enum ModelFamily {
  /**
   * The article's: a table of positions; layer norms; attention without biases, head by head; ReLU;
   * a head with weights of its own.
   */
  ARTICLE,
  /**
   * GPT-2 (Radford et al., 2019), as Hugging Face's checkpoints have it: attention with biases,
   * queries, keys and values of all heads in one matrix; GELU in its tanh form; the token table is
   * the head's weight too; matrices are stored [in, out].
   */
  GPT2,
  /**
   * Llama (Touvron et al., 2023; Grattafiori et al., 2024), and all that are built like it: rotary
   * positions, RMS norms, grouped queries, SwiGLU. Biases only where the configuration asks.
   */
  LLAMA,
  /** Mistral (Jiang et al., 2023): without biases; a sliding window unless it is turned off. */
  MISTRAL,
  /** Qwen2 (Yang et al., 2024): queries, keys and values have biases, always. */
  QWEN2,
  /** Qwen3 (Yang et al., 2025): each head's queries and keys pass an RMS norm. */
  QWEN3;

  /** Whether it is built like Llama: its configuration has a {@link LlamaShape}. */
  public boolean llamaLike() {
    return this != ARTICLE && this != GPT2;
  }

  /**
   * Whether a Llama-like one's queries, keys and values have biases, given what the configuration
   * asks for.
   */
  public boolean attentionBias(boolean asked) {
    return this == QWEN2 || (this != MISTRAL && asked);
  }

  /** Whether what follows attention has one, given the same. */
  public boolean projectionBias(boolean asked) {
    return (this == LLAMA || this == QWEN3) && asked;
  }

  /** Whether the feed-forward's layers have them, given what the configuration asks for. */
  public boolean feedForwardBias(boolean asked) {
    return this == LLAMA && asked;
  }

  /** Heads of keys and values where a configuration has no word of them. */
  public int defaultKeyValueHeads(int heads) {
    return switch (this) {
      case MISTRAL -> 8;
      case QWEN2, QWEN3 -> 32;
      default -> heads;
    };
  }

  /** Width of a head where a configuration has no word of it; 0 for an even share. */
  public int defaultHeadSize() {
    return this == QWEN3 ? 128 : 0;
  }

  /** Whether a window slides, given what the configuration asks for. */
  public boolean slides(boolean asked) {
    return this == MISTRAL || (slidesByLayer() && asked);
  }

  /** Whether it may slide in some layers only. */
  public boolean slidesByLayer() {
    return this == QWEN2 || this == QWEN3;
  }

  /** Whether each head's queries and keys pass a norm before they are rotated. */
  public boolean queryKeyNorms() {
    return this == QWEN3;
  }

  /** What is between the feed-forward's layers. */
  public Activation activation() {
    return switch (this) {
      case ARTICLE -> Activation.RELU;
      case GPT2 -> Activation.GELU;
      default -> Activation.SWIGLU;
    };
  }

  /** Whether weights are so many, hundreds of MB, that nothing copies or tries all of them. */
  public boolean large() {
    return this != ARTICLE;
  }

  /** Between the two layers of a feed-forward. */
  public enum Activation {
    /** max(x, 0). */
    RELU(1),
    /** x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
    GELU(2),
    /** silu(g)·x of a first layer that gives g and x side by side (Shazeer, 2020). */
    SWIGLU(3);

    private final int number;

    Activation(int number) {
      this.number = number;
    }

    /** What the script engine calls it; none is 0. */
    public int number() {
      return number;
    }
  }
}
