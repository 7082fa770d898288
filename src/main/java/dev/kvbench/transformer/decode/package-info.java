/** Decoders of both arms on the eager engine, sampling, and the proof that an arm is right. */
package dev.kvbench.transformer.decode;
