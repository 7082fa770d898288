/**
 * Results over time: a file with a line for each run, and where in it a row changed. Finds changes
 * without knowing what a row measures.
 */
package dev.kvbench.results.history;
