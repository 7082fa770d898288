/** The transformer of the article, its key/value caches and its decoders. Measures nothing. */
package dev.kvbench.transformer;
