package dev.kvbench.plot.report;

import dev.kvbench.plot.Numbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeSet;

/**
 * Where values lie along an axis.
 *
 * @param low the value at its beginning
 * @param high the value at its end
 * @param log whether equal distances are equal ratios
 * @param from the place of its beginning
 * @param to the place of its end
 */
record Axis(double low, double high, boolean log, double from, double to) {
  /** A value with a label. */
  record Tick(double value, String label) {}

  /** The least distance between two values on an axis without extent. */
  private static final double NOTHING = 1e-12;

  /** No value that is measured is larger, or nearer to 0. */
  private static final double MOST = 1e100;

  /** Out of sight, though still a place. */
  private static final double FAR = 1e4;

  /** An axis over these values, with room at its ends; a plain one may begin at 0. */
  static Axis over(
      Collection<Double> values, boolean log, boolean fromZero, double from, double to) {
    DoubleSummaryStatistics range =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .map(Axis::sane)
            .summaryStatistics();
    double low = range.getCount() == 0 ? 1 : range.getMin();
    double high = range.getCount() == 0 ? 10 : range.getMax();
    if (log && low > 0) {
      double room = Math.max(1.15, Math.pow(high / low, 0.05));
      return new Axis(low / room, high * room, true, from, to);
    }
    if (fromZero) {
      low = Math.min(0, low);
    }
    double room = 0.08 * Math.max(high - low, Math.max(Math.abs(high) * 1e-3, NOTHING));
    return new Axis(fromZero && low == 0 ? 0 : low - room, high + room, false, from, to);
  }

  /** As near as an axis goes; what it is multiplied by must not be too large for a number. */
  private static double sane(double value) {
    double size = Math.abs(value);
    return size > MOST ? Math.copySign(MOST, value) : size < 1 / MOST ? 0 : value;
  }

  double place(double value) {
    double share =
        log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    double place = from + share * (to - from);
    return Double.isNaN(place) ? from : Math.max(-FAR, Math.min(FAR, place));
  }

  /** The nearest value of the axis. */
  double clamped(double value) {
    return Double.isNaN(value) ? low : Math.max(low, Math.min(high, value));
  }

  /** Round values, at most so many or hardly more. */
  List<Tick> ticks(int most, String unit) {
    List<Double> values = log ? decades(most) : steps(most);
    return values.stream().map(value -> new Tick(value, Numbers.tick(value) + unit)).toList();
  }

  /** Those of some values that have room beside each other. */
  List<Tick> ticksAt(Collection<Double> values, double room) {
    List<Tick> ticks = new ArrayList<>();
    double free = Double.POSITIVE_INFINITY;
    // from the right: the largest value is the one not to miss
    for (double value : new TreeSet<>(values).descendingSet()) {
      double place = place(value);
      if (place <= free) {
        ticks.add(new Tick(value, Numbers.count(value)));
        free = place - room;
      }
    }
    return ticks;
  }

  private List<Double> decades(int most) {
    double decades = Math.log10(high / low);
    int[] digits =
        decades <= 0.4
            ? new int[] {10, 12, 15, 20, 25, 30, 40, 50, 60, 80}
            : 3 * decades <= most + 2 ? new int[] {10, 20, 50} : new int[] {10};
    int every = digits.length > 1 ? 1 : (int) Math.max(1, Math.ceil(decades / most));
    List<Double> values = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    for (int exponent = first; exponent <= last; exponent++) {
      for (int digit : digits) {
        double value = digit * Math.pow(10, exponent - 1);
        if (Math.floorMod(exponent, every) == 0 && low <= value && value <= high) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private List<Double> steps(int most) {
    double rough = (high - low) / most;
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / decade;
    double step = decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    List<Double> values = new ArrayList<>();
    for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      values.add(i == 0 ? 0.0 : i * step); // not -0
      if (values.size() > 50) {
        break;
      }
    }
    return values;
  }
}
