/** Benchmarks over the transformer, the suites that choose among them, and the command line. */
package dev.kvbench.benchmarks;
