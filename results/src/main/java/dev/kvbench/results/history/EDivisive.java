package dev.kvbench.results.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;

/**
 * Finds where a series changes its distribution: E-divisive (Matteson and James, JASA 109 (505),
 * 2014), as MongoDB and Apache Otava use it on benchmarks.
 *
 * <p>The series is split where {@link EnergyStatistic} is largest, the segments are split likewise,
 * and so on for as long as the split is more than chance. That is asked of a permutation test: the
 * points of every segment are put into random order, and the largest statistic of that is looked
 * for. p is the share of orders, the observed one among them, with one as large. The test is exact
 * for points that could as well have come in any other order, whatever their distribution; a drift
 * is a change to it. A series without a change gets one with a chance of at most alpha.
 *
 * <p>Random orders are the same at every call, and so is the answer. n points take time in
 * proportion to n² for an order.
 *
 * @param alpha chance of a change in a series that has none
 * @param fewest points between two changes, at least 2
 * @param permutations random orders that are tried
 * @param seed of the random orders
 */
public record EDivisive(double alpha, int fewest, int permutations, long seed) {
  /**
   * Fewest points between two changes: with fewer, two odd runs in a row, of a machine that was
   * busy for a day, are a change; with more, a change is found later.
   */
  public static final int FEWEST = 3;

  /** The smallest p is one in a thousand. */
  public static final int PERMUTATIONS = 999;

  private static final long SEED = 20140130;

  /** The same points in another order add up to the same but for this much. */
  private static final double ROUNDING = 1e-9;

  /**
   * A change point.
   *
   * @param index the first point of what is new
   * @param p of the permutation test
   */
  public record Split(int index, double p) {}

  /**
   * With the usual {@link #FEWEST} and {@link #PERMUTATIONS}.
   *
   * @param alpha chance of a change in a series that has none, from {@link #smallestP} to below 1
   */
  public EDivisive(double alpha) {
    this(alpha, FEWEST, PERMUTATIONS, SEED);
  }

  public EDivisive {
    if (!(alpha >= 1.0 / (permutations + 1) && alpha < 1)) {
      throw new IllegalArgumentException("alpha " + alpha);
    }
    if (fewest < 2) {
      throw new IllegalArgumentException("at least 2 points make a segment, not " + fewest);
    }
  }

  /** The smallest p that the usual number of permutations can give. */
  public static double smallestP() {
    return 1.0 / (PERMUTATIONS + 1);
  }

  /**
   * In fewer points no change is looked for. The clearest one, all points after it above all before
   * it, is one of two equally clear arrangements (up and down) among all the ways to choose which
   * points come first, of which there are most with the change in the middle; were they too few, p
   * could not come down to alpha but by the luck of the random orders.
   */
  public int fewestPoints() {
    int points = 2 * fewest;
    while (2 / BinomialCoefficientDouble.value(points, points / 2) > alpha) {
      points++;
    }
    return points;
  }

  /** The change points, in the order of the series. Differences count, so times go in as logs. */
  public List<Split> find(double[] series) {
    if (series.length < fewestPoints()) {
      return List.of();
    }
    SplittableRandom random = new SplittableRandom(seed);
    SortedMap<Integer, Double> found = new TreeMap<>();
    while (true) {
      int[] bounds = bounds(found, series.length);
      EnergyStatistic.Largest largest = EnergyStatistic.largest(series, bounds, fewest);
      double p = largest.exists() ? p(series, bounds, largest.q(), random) : 1;
      if (p > alpha) {
        break;
      }
      found.put(largest.split(), p);
    }
    List<Split> splits = new ArrayList<>();
    found.forEach((index, p) -> splits.add(new Split(index, p)));
    return List.copyOf(splits);
  }

  private static int[] bounds(SortedMap<Integer, Double> splits, int length) {
    return Stream.of(Stream.of(0), splits.keySet().stream(), Stream.of(length))
        .flatMap(part -> part)
        .mapToInt(bound -> bound)
        .toArray();
  }

  /** Stops as soon as it is above alpha, for how much above does not matter. */
  private double p(double[] series, int[] bounds, double observed, SplittableRandom random) {
    double[] shuffled = series.clone();
    double large = observed - ROUNDING * Math.abs(observed);
    int asLarge = 1;
    for (int i = 0; i < permutations && share(asLarge) <= alpha; i++) {
      shuffle(shuffled, bounds, random);
      if (EnergyStatistic.largest(shuffled, bounds, fewest).q() >= large) {
        asLarge++;
      }
    }
    return share(asLarge);
  }

  /** Of all orders, the observed one among them. */
  private double share(int orders) {
    return (double) orders / (permutations + 1);
  }

  /** Puts each segment's points into an order that any other is as likely as (Fisher and Yates). */
  private static void shuffle(double[] series, int[] bounds, SplittableRandom random) {
    for (int i = 0; i + 1 < bounds.length; i++) {
      int from = bounds[i];
      for (int last = bounds[i + 1] - 1; last > from; last--) {
        int other = random.nextInt(from, last + 1);
        double kept = series[last];
        series[last] = series[other];
        series[other] = kept;
      }
    }
  }
}
