/** What a benchmark class drives: an arm, opened, proven right, and its metrics. */
package dev.kvbench.benchmarks.arm;
