/** Rows to pictures: what each chart shows, as values. Nothing here knows of a drawing library. */
package dev.kvbench.plot.model;
