/**
 * Thin operations on NDArrays, masks, number formats, the model's shape. Each operation frees what
 * it makes and does not return.
 */
package dev.kvbench.transformer.tensor;
