/** What a run says on the terminal: tables of rows and speed-ups, and the charts it wrote. */
package dev.kvbench.benchmarks.show;
