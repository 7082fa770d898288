/** Estimates of rows and of their ratios, with intervals. The fork is the unit of repetition. */
package dev.kvbench.results.stats;
