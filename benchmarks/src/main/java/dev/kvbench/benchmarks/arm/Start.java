package dev.kvbench.benchmarks.arm;

/** What a generation has behind it when StartBenchmark times it. */
public enum Start {
  /** Nothing: it is the first one of a process whose model is loaded. */
  PROCESS,
  /** Others, but the memory of their cache was given up. */
  SEQUENCE
}
