/**
 * Keeps and judges: run directories, where a result comes from, and the statistics on it. Knows the
 * files that JMH writes but not JMH itself, nor DJL, nor a chart library.
 */
package dev.kvbench.results;
