/** Run directories: the results of one run, and the machine, code and command they come from. */
package dev.kvbench.results.run;
