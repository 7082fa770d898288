/** The benchmark classes, one for each question, and what several of them share. */
package dev.kvbench.benchmarks;
