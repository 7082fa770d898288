/** Two builds measured in turns on one machine, for the gate. */
package dev.kvbench.benchmarks.pair;
