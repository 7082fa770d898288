package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Labels;

/** What of a generation of a pretrained model is timed. */
public enum Phase {
  /** From the prompt to the last token, as the article times it. */
  GENERATE,
  /** The prompt and the first token. */
  PREFILL,
  /** The tokens after the first one. */
  DECODE;

  /**
   * The phase of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Phase of(String label) {
    return Labels.parse(Phase.class, "phase", label);
  }
}
