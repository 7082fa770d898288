/**
 * What arms compute, held against the uncached model: the figures of a quality run and their file.
 */
package dev.kvbench.results.quality;
