/**
 * The script engine: TorchScript archives written from Java, and the kernels they call. The scripts
 * themselves are resources of this package.
 */
package dev.kvbench.transformer.script;
