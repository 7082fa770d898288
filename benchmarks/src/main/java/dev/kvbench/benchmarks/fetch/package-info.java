/** Text to train on, and pretrained models, fetched once and checked. */
package dev.kvbench.benchmarks.fetch;
