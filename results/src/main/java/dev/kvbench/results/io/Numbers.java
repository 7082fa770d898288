package dev.kvbench.results.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * Writes numbers for people. Everything that prints a number asks here. The words are the same in
 * every locale, with ASCII digits.
 */
public final class Numbers {
  /** Stands where a number is missing. */
  public static final String NONE = "-";

  private static final int SMALLEST_PLAIN = -4; // exponents of ten
  private static final int LARGEST_PLAIN = 5;
  private static final double LARGEST_WHOLE = 1e15;
  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final List<String> TIMES = List.of("s", "ms", "µs", "ns");
  private static final List<String> BYTES = List.of("B", "kB", "MB", "GB", "TB");

  private Numbers() {}

  /** Three significant digits: {@code 0.0123}, {@code 1.00}, {@code 5251}, {@code 3.10e-8}. */
  public static String digits(double value) {
    return digits(value, 3);
  }

  /**
   * As many significant digits, or all before the decimal point where these are more. From a
   * million on and below a ten-thousandth an exponent is written.
   */
  public static String digits(double value, int digits) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= SMALLEST_PLAIN && exponent <= LARGEST_PLAIN) {
      int decimals = Math.max(0, digits - 1 - exponent);
      return exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }
    return rounded.movePointLeft(exponent).setScale(digits - 1) + "e" + exponent;
  }

  /** A whole number in full, for example a hash; another one to three digits. */
  public static String full(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : digits(value);
  }

  /** A count with its thousands apart: {@code 16 384}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', NO_BREAK_SPACE);
  }

  /** So many of them: {@code 1 row}, {@code 3 rows}. */
  public static String of(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** Both ends of an interval, {@code 1.90 to 2.10}; {@value #NONE} where there is none. */
  public static String interval(double low, double high) {
    return Double.isNaN(low) || Double.isNaN(high) ? NONE : digits(low) + " to " + digits(high);
  }

  /**
   * Both ends of an interval of ratios, as changes: {@code -1.2 % to +3.4 %}; {@value #NONE} for
   * none.
   */
  public static String changes(double low, double high) {
    boolean none = Double.isNaN(low) || Double.isNaN(high) || Double.isInfinite(low);
    return none ? NONE : change(low) + " to " + change(high);
  }

  /** How many times: {@code 4.41×}. */
  public static String times(double ratio) {
    return Double.isFinite(ratio) ? digits(ratio) + "×" : notFinite(ratio);
  }

  /** A share of one: {@code 12 %}, {@code 1.5 %}. */
  public static String percent(double share) {
    return Double.isFinite(share) ? digits(100 * share, 2) + " %" : notFinite(share);
  }

  /**
   * A ratio as a change, with its sign: {@code +5.2 %}; from a thousandfold on as a factor, as
   * percents say little by then.
   */
  public static String change(double ratio) {
    if (!Double.isFinite(ratio)) {
      return notFinite(ratio);
    }
    if (ratio >= 1000) {
      return times(ratio);
    }
    double percents = 100 * (ratio - 1);
    return String.format(Locale.ROOT, Math.abs(percents) < 100 ? "%+.1f %%" : "%+.0f %%", percents);
  }

  /** A p-value to two digits. */
  public static String p(double p) {
    return Double.isNaN(p) ? NONE : p < 1e-4 ? "<0.0001" : digits(p, 2);
  }

  /** A time in the unit that suits it: {@code 31.0 ns}, {@code 1.23 ms}, {@code 42.0 s}. */
  public static String seconds(double seconds) {
    int power = 0;
    double value = seconds;
    while (power < TIMES.size() - 1 && value != 0 && Math.abs(value) < 0.9995) {
      value *= 1000;
      power++;
    }
    return digits(value) + " " + TIMES.get(power);
  }

  /** How long a person waits: {@code 42 s}, {@code 3 min 20 s}, {@code 1 h 5 min}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return whole / 3600 + " h " + whole / 60 % 60 + " min";
    }
    return whole >= 60 ? whole / 60 + " min " + whole % 60 + " s" : whole + " s";
  }

  /** An amount of memory in powers of 1000: {@code 8.39 MB}. */
  public static String bytes(double bytes) {
    int power = 0;
    double value = bytes;
    while (power < BYTES.size() - 1 && Math.abs(value) >= 999.5) {
      value /= 1000;
      power++;
    }
    return (power == 0 ? full(value) : digits(value)) + " " + BYTES.get(power);
  }

  private static String notFinite(double value) {
    return Double.isNaN(value) ? NONE : value > 0 ? "infinite" : "-infinite";
  }
}
