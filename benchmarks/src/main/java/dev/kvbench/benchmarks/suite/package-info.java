/** Suites: what is measured, in which order, and how its rows reach the disk. */
package dev.kvbench.benchmarks.suite;
