package dev.kvbench.benchmarks.fetch;

import java.time.Duration;

/**
 * How often a download is tried, and how long it waits.
 *
 * @param attempts at most
 * @param pause after the first attempt; it doubles from one to the next
 * @param timeout longest wait for a connection, for an answer and for its next bytes
 */
record RetryPolicy(int attempts, Duration pause, Duration timeout) {
  static final RetryPolicy DEFAULT =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30));

  Duration pauseAfter(int attempt) {
    return pause.multipliedBy(1L << (attempt - 1));
  }
}
