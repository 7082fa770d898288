package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Labels;

/** Which part of a generation is timed, by the names that the parameter generation takes. */
public enum GenerationSpan {
  /** The first tokens of a text. */
  SHORT,
  /** Tokens far into a text, the window being full. */
  LONG;

  /**
   * The span of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static GenerationSpan of(String label) {
    return Labels.parse(GenerationSpan.class, "generation", label);
  }
}
