/** What this machine can run, and what is missing, in words; looked at without measuring. */
package dev.kvbench.benchmarks.doctor;
