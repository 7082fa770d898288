/** Key/value caches: a small class for each policy, and what is particular to it. */
package dev.kvbench.transformer.cache;
