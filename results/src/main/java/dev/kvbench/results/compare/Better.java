package dev.kvbench.results.compare;

/** Which way a metric gets better. */
public enum Better {
  LOWER,
  HIGHER
}
