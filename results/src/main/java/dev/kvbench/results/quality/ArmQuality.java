package dev.kvbench.results.quality;

import dev.kvbench.results.stats.Estimate;
import java.util.List;

/**
 * An arm's figures.
 *
 * @param policy the cache policy, or {@value #UNCACHED}
 * @param dtype its number format
 * @param answer what it computes inside the window
 * @param windowDifference largest |Δlogit| inside the window to the reference; of the reference
 *     itself, to the eager engine
 * @param windowLimit how much of it rounding explains
 * @param regions in the order of {@link Region#of}
 * @param positions one by one
 * @param greedy how long its greedy text is the reference's
 * @param cost of a token past the window
 */
public record ArmQuality(
    String policy,
    String dtype,
    Agreement answer,
    double windowDifference,
    double windowLimit,
    List<RegionQuality> regions,
    Positions positions,
    GreedyMatch greedy,
    Cost cost) {
  /** The name of the arm without a cache. */
  public static final String UNCACHED = "uncached";

  /**
   * Means over all stretches of text: element i is of position i + 1. Units are those of {@link
   * RegionQuality}.
   *
   * @param maxLogitDifference maxima, not means
   */
  public record Positions(
      List<Double> nll,
      List<Double> deltaNll,
      List<Double> kl,
      List<Double> topOne,
      List<Double> maxLogitDifference) {
    public Positions {
      nll = List.copyOf(nll);
      deltaNll = List.copyOf(deltaNll);
      kl = List.copyOf(kl);
      topOne = List.copyOf(topOne);
      maxLogitDifference = List.copyOf(maxLogitDifference);
    }

    boolean areSoMany(int count) {
      return List.of(nll, deltaNll, kl, topOne, maxLogitDifference).stream()
          .allMatch(list -> list.size() == count);
    }
  }

  /**
   * How many tokens of an arm's greedy text are the reference's, before the first that differs.
   * Both continue the same prompts. A text without a difference counts with its length, so that the
   * mean is a lower bound of what longer texts would give.
   *
   * @param mean tokens, over the stretches of text
   * @param median tokens
   * @param toTheEnd texts without a difference
   */
  public record GreedyMatch(Estimate mean, double median, int toTheEnd) {}

  /**
   * What a token costs past the window, roughly: rounds in one process, in turns with the other
   * arms, not by JMH.
   *
   * @param microseconds a token, median over the rounds
   * @param fastest round
   * @param slowest round
   */
  public record Cost(double microseconds, double fastest, double slowest, int rounds) {}

  public ArmQuality {
    regions = List.copyOf(regions);
  }

  /** Whether it is the arm without a cache. */
  public boolean isUncached() {
    return policy.equals(UNCACHED);
  }

  /** Policy and number format, for example {@code shift bfloat16}. */
  public String label() {
    return policy + " " + dtype;
  }

  /** The figures of the region of that name. */
  public RegionQuality in(String region) {
    return regions.stream()
        .filter(quality -> quality.name().equals(region))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no region " + region));
  }
}
