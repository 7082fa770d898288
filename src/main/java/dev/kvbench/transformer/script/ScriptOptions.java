package dev.kvbench.transformer.script;

import dev.kvbench.transformer.tensor.Precision;

/**
 * How the script engine computes.
 *
 * @param precision of weights, activations and cache
 * @param kernels the fastest kernels within a script's reach, instead of the eager engine's
 *     operations one by one
 * @param wholeGeneration one native call for a generation, instead of one for each token
 */
public record ScriptOptions(Precision precision, boolean kernels, boolean wholeGeneration) {

  /** The fastest of that precision. */
  public static ScriptOptions fastest(Precision precision) {
    return new ScriptOptions(precision, true, true);
  }
}
