/** One HTML page about runs, from a template, with the charts of the chart room on it. */
package dev.kvbench.plot.report;
