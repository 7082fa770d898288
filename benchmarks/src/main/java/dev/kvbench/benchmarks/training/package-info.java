/** Trains the article's model on a text, and keeps what comes of it in a run directory. */
package dev.kvbench.benchmarks.training;
