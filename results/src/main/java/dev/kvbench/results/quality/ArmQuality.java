package dev.kvbench.results.quality;

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
    Answer answer,
    double windowDifference,
    double windowLimit,
    List<RegionQuality> regions,
    PositionMeans positions,
    GreedyMatch greedy,
    RoughCost cost) {
  /** The name of the arm without a cache. */
  public static final String UNCACHED = "uncached";

  /** Keeps a copy. */
  public ArmQuality {
    regions = List.copyOf(regions);
  }

  /** Whether it is the arm without a cache. */
  public boolean isUncached() {
    return policy.equals(UNCACHED);
  }

  /** The figures of the region of that name. */
  public RegionQuality in(String region) {
    return regions.stream()
        .filter(quality -> quality.region().name().equals(region))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no region " + region));
  }
}
