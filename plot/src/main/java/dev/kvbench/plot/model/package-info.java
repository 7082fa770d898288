/** Rows to pictures: a class for each question. Nothing here knows of a drawing library. */
package dev.kvbench.plot.model;
