/** What this machine can run, and what is missing; looked at without measuring. */
package dev.kvbench.benchmarks.doctor;
