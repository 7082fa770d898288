/** Predicted operations and bytes of both arms. */
package dev.kvbench.transformer.cost;
