package dev.kvbench.plot.picture;

import java.util.Arrays;

/** How a chart's axes count. */
public enum Scale {
  /** Logarithmic where the measured values span so much that a plain axis would hide the small. */
  AUTO,
  /** Equal distances are equal differences. */
  LINEAR,
  /** Equal distances are equal ratios. */
  LOG;

  /** On a plain axis a value this many times below the highest can't be told from zero. */
  private static final double WIDE = 30;

  /** Whether axes that show these ranges of measured values are to be logarithmic. */
  public boolean isLog(Range... measured) {
    if (this == AUTO) {
      return Arrays.stream(measured).anyMatch(range -> range.ratio() > WIDE);
    }
    return this == LOG;
  }
}
