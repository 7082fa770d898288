/** Text to train on, and the weights of GPT-2, fetched once and checked. */
package dev.kvbench.benchmarks.fetch;
