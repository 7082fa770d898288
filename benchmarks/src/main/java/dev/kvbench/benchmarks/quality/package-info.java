/**
 * What cache policies compute, against the uncached model on held-out text. Not timing, and so not
 * JMH's.
 */
package dev.kvbench.benchmarks.quality;
