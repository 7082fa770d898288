/** The command line. */
package dev.kvbench.benchmarks.cli;
