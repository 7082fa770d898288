/**
 * The transformer: its weights by their place in the model, and its maths as NDArray calls. The
 * families differ only in what {@code ModelFamily} says.
 */
package dev.kvbench.transformer.model;
