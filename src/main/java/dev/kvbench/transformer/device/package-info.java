/** libtorch, what CPU and CUDA do differently, and the ceilings of a machine. */
package dev.kvbench.transformer.device;
