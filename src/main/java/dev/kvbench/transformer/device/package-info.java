/** libtorch in this process, and what CPU and CUDA do differently. */
package dev.kvbench.transformer.device;
