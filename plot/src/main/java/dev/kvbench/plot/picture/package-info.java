/** What a chart shows, as values: lines, bars, grids. */
package dev.kvbench.plot.picture;
