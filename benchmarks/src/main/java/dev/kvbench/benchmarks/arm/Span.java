package dev.kvbench.benchmarks.arm;

import java.util.Locale;

/** Which part of a generation is timed, by the names that the parameter generation takes. */
public enum Span {
  /** The first tokens of a text. */
  SHORT,
  /** Tokens far into a text, the window being full. */
  LONG;

  /**
   * The span of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Span of(String label) {
    for (Span span : values()) {
      if (span.name().toLowerCase(Locale.ROOT).equals(label)) {
        return span;
      }
    }
    throw new IllegalArgumentException("unknown generation '" + label + "'; there are short, long");
  }
}
