package dev.kvbench.benchmarks.arm;

/** Which part of a generation is timed, by the names that the parameter generation takes. */
public enum GenerationSpan {
  /** The first tokens of a text. */
  SHORT,
  /** Tokens far into a text, the window being full. */
  LONG
}
