/** Data that models are trained and looked at on. */
package dev.kvbench.benchmarks.fetch;
