package dev.kvbench.results.compare;

import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Figures and names as reports write them. */
final class Words {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Words() {}

  /** A whole number in full, another to three digits. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "-";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    double size = Math.abs(value);
    BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
    return size >= 1e-3 && size < 1e6 ? rounded.toPlainString() : rounded.toString();
  }

  /** A ratio as a change: {@code +5.2 %}. */
  static String percent(double ratio) {
    if (Double.isNaN(ratio)) {
      return "-";
    }
    double change = 100 * (ratio - 1);
    if (!(ratio < 1000)) {
      return Double.isInfinite(ratio) ? ">1e300 ×" : number(ratio) + " ×";
    }
    return String.format(Locale.ROOT, Math.abs(change) < 100 ? "%+.1f %%" : "%+.0f %%", change);
  }

  /** A ratio to three digits, a round one too. */
  static String ratio(double ratio) {
    double size = Math.log10(ratio);
    return size > -3 && size < 6
        ? String.format(Locale.ROOT, "%." + Math.max(0, 2 - (int) Math.floor(size)) + "f", ratio)
        : number(ratio);
  }

  /** Of a row's ratio. */
  static String interval(RowVerdict row) {
    return Double.isNaN(row.low()) ? "-" : percent(row.low()) + " … " + percent(row.high());
  }

  static String p(double p) {
    return Double.isNaN(p) ? "-" : p < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, "%.2g", p);
  }

  /** Parameters that tell these rows apart. */
  static Set<String> telling(Collection<Row> rows) {
    return Differing.names(rows.stream().map(Row::params).toList());
  }

  /** Class, method, and the parameters that matter. */
  static String label(Row row, Set<String> telling) {
    List<String> words = new ArrayList<>();
    words.add(row.className().isEmpty() ? row.method() : row.className() + "." + row.method());
    row.params()
        .forEach(
            (name, value) -> {
              if (telling.contains(name)) {
                words.add(name + "=" + value);
              }
            });
    return String.join(" ", words);
  }
}
