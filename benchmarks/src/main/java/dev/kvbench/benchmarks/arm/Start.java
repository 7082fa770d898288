package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Labels;

/** What a generation has behind it when StartBenchmark times it. */
public enum Start {
  /** Nothing: it is the first one of a process whose model is loaded. */
  PROCESS,
  /** Others, but the memory of their cache was given up. */
  SEQUENCE;

  /**
   * The start of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Start of(String label) {
    return Labels.parse(Start.class, "start", label);
  }
}
