package dev.kvbench.plot.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, alike in every locale. */
public final class Numbers {
  private static final char NO_BREAK_SPACE = '\u00a0';

  private Numbers() {}

  /** A count, such as 16 384. */
  public static String count(double value) {
    return grouped(rounded(value, 12));
  }

  /** A value on an axis: three digits, no exponent. */
  public static String tick(double value) {
    return grouped(rounded(value, 3));
  }

  /** A measured value beside its point: two digits, or all those before the decimal point. */
  public static String measured(double value) {
    BigDecimal two = rounded(value, 2);
    int exponent = two.precision() - two.scale() - 1;
    return exponent >= 2
        ? grouped(BigDecimal.valueOf(Math.rint(value)))
        // 2.0 says more than 2: keep both digits
        : two.setScale(1 - exponent, RoundingMode.UNNECESSARY).toPlainString();
  }

  /** A figure in a sentence or a table: three digits, or all those before the decimal point. */
  public static String figure(double value) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "unbounded" : "-unbounded";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e15)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    if (size >= 100 || value == Math.rint(value)) {
      return count(Math.rint(value));
    }
    BigDecimal three = rounded(value, 3);
    return three.setScale(3 - (three.precision() - three.scale())).toPlainString();
  }

  /** Words that stay on one line. */
  public static String unbroken(String words) {
    return words.replace(' ', NO_BREAK_SPACE);
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static String grouped(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.compareTo(BigDecimal.valueOf(1000)) < 0) {
      return plain.toPlainString();
    }
    return String.format(Locale.ROOT, "%,.0f", plain).replace(',', NO_BREAK_SPACE);
  }
}
