/** Text to train on, fetched once and checked. */
package dev.kvbench.benchmarks.fetch;
