package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;

/**
 * A share of a suite.
 *
 * @param number from 1
 * @param of how many shares there are
 */
public record Shard(int number, int of) {
  /** More machines than anybody has. */
  private static final int MOST = 10_000;

  /**
   * Reads {@code i/n}.
   *
   * @throws InputException for anything else, and for a number that is not from 1 to n
   */
  public static Shard of(String text) {
    if (text.matches("[0-9]{1,5}/[0-9]{1,5}")) {
      int slash = text.indexOf('/');
      Shard shard =
          new Shard(
              Integer.parseInt(text.substring(0, slash)),
              Integer.parseInt(text.substring(slash + 1)));
      if (shard.number >= 1 && shard.number <= shard.of && shard.of <= MOST) {
        return shard;
      }
    }
    throw new InputException(
        String.format(
            "--shard %s: it takes I/N, say 1/3 for the first of three shards; I is from 1 to N,"
                + " and N at most %d",
            text, MOST));
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
