/** Judges one run against another: has anything got slower? */
package dev.kvbench.results.compare;
