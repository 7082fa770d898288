/** Figures of runs as other tools read them: a room of text, one small class a form. */
package dev.kvbench.plot.export;
