package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share of a suite.
 *
 * @param number from 1
 * @param of how many shares there are
 */
public record Shard(int number, int of) {
  /** More machines than anybody has. */
  private static final int MOST = 10_000;

  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

  /**
   * Reads {@code i/n}.
   *
   * @throws InputException for anything else, and for a number that is not from 1 to n
   */
  public static Shard of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InputException(
          "--shard takes I/N, say 1/3 for the first of three shards, not '" + text + "'");
    }
    Shard shard = new Shard(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    if (shard.of < 1 || shard.of > MOST) {
      throw new InputException("--shard " + text + ": there can be 1 to " + MOST + " shards");
    }
    if (shard.number < 1 || shard.number > shard.of) {
      throw new InputException(
          "--shard " + text + ": shards count from 1, so the first is of 1 to " + shard.of);
    }
    return shard;
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
