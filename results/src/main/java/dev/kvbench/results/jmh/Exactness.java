package dev.kvbench.results.jmh;

import java.util.Locale;

/** Whether a row computed what the uncached model computes, by the row's own metric. */
public enum Exactness {
  EXACT,
  APPROXIMATE,
  /** The row has no word on it, as rows of other projects have not. */
  NOT_SAID;

  /** For tables: {@code exact}, {@code approximate}, {@code not said}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
