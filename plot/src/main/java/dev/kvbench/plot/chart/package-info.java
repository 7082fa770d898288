/** Pictures to PNG and SVG, by XChart: one look, and one renderer for each shape of picture. */
package dev.kvbench.plot.chart;
