/**
 * The script engine: TorchScript archives written from Java, the kernels they call, and loops that
 * measure the machine's ceilings by the same means. The scripts are resources of this package.
 */
package dev.kvbench.transformer.script;
