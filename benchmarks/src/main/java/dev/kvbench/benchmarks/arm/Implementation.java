package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Precision;

/** How an arm is computed, from the article's way to the fastest. */
public enum Implementation {
  /** Java calls libtorch for every operation, head by head, as the article's PyTorch code does. */
  HEAD_BY_HEAD(false, false, false),
  /** The last layer computes only what the logits of the last token need. */
  LAST_TOKEN(false, false, false),
  /** All heads, and their queries, keys and values, in one operation each. */
  FUSED_HEADS(false, false, false),
  /** In TorchScript, one native call a token; views of the cache are made once and kept. */
  SCRIPT_STEP(true, false, false),
  /** One native call for all tokens. */
  SCRIPT_LOOP(true, true, false),
  /** Fused attention, and the fastest matrix products within a script's reach. */
  SCRIPT_KERNELS(true, true, true);

  private final boolean script;
  private final boolean wholeGeneration;
  private final boolean kernels;

  Implementation(boolean script, boolean wholeGeneration, boolean kernels) {
    this.script = script;
    this.wholeGeneration = wholeGeneration;
    this.kernels = kernels;
  }

  boolean isScript() {
    return script;
  }

  boolean wholeGeneration() {
    return wholeGeneration;
  }

  boolean kernels() {
    return kernels;
  }

  /** Whether it can compute in that precision. */
  public boolean computesIn(Precision precision) {
    return script || precision == Precision.FLOAT32;
  }
}
