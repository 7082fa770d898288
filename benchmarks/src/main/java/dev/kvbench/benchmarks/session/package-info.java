/** A process of kvbench: what it was built from, libtorch, child processes, its lock, its end. */
package dev.kvbench.benchmarks.session;
