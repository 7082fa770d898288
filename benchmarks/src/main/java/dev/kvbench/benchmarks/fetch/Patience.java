package dev.kvbench.benchmarks.fetch;

import java.time.Duration;

/**
 * How long a download waits, and how often it tries.
 *
 * @param attempts at most
 * @param pause before the second attempt; it doubles from one to the next
 * @param connecting longest wait for a connection
 * @param reading longest wait for an answer, and for its next bytes
 */
record Patience(int attempts, Duration pause, Duration connecting, Duration reading) {
  static final Patience USUAL =
      new Patience(4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));

  Duration pauseBefore(int attempt) {
    return attempt < 2 ? Duration.ZERO : pause.multipliedBy(1L << (attempt - 2));
  }
}
