/** Charts of what a run directory holds. */
package dev.kvbench.plot;
