/** The report of runs: one page of HTML with its charts, and the same in a few lines of text. */
package dev.kvbench.plot.report;
