/**
 * What every room of this module shares: errors that a user sees, files written whole, JSON read
 * with the place of each value, tables of text.
 */
package dev.kvbench.results.io;
