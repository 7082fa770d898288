/** Tokenisers and the texts that models are trained on. */
package dev.kvbench.transformer.text;
