/**
 * JMH's JSON as values: rows, their metrics and their names. Knows the files that JMH writes but
 * not JMH itself.
 */
package dev.kvbench.results.jmh;
