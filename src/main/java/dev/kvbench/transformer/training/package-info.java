/** The trainer of the article's model. */
package dev.kvbench.transformer.training;
