package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.PositionMeans;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adds up an arm's scores: by region for each sequence, and by position over all of them. So no
 * logits need be kept.
 */
final class Tally {
  private static final int NLL = 0;
  private static final int DELTA_NLL = 1;
  private static final int KL = 2;
  private static final int TOP_ONE = 3;
  private static final int METRICS = 4;

  private final List<Region> regions;
  private final int sequences;
  private final double[][][] byRegion; // [metric][region][sequence], sums
  private final double[][] byPosition; // [metric][position], sums
  private final double[] maxByRegion;
  private final double[] maxByPosition;

  /**
   * Nothing added yet.
   *
   * @param sequences that will be added, each at every position
   * @param positions from 1 to so many
   */
  Tally(List<Region> regions, int sequences, int positions) {
    this.regions = List.copyOf(regions);
    this.sequences = sequences;
    this.byRegion = new double[METRICS][regions.size()][sequences];
    this.byPosition = new double[METRICS][positions];
    this.maxByRegion = new double[regions.size()];
    this.maxByPosition = new double[positions];
  }

  /** Adds the score of a sequence, from 0 on, at a position, from 1 on. */
  void add(int sequence, int position, Score score) {
    double[] values = {score.nll(), score.deltaNll(), score.kl(), score.sameTop() ? 1 : 0};
    for (int metric = 0; metric < METRICS; metric++) {
      byPosition[metric][position - 1] += values[metric];
    }
    maxByPosition[position - 1] = Math.max(maxByPosition[position - 1], score.maxDifference());
    for (int region = 0; region < regions.size(); region++) {
      if (regions.get(region).contains(position)) {
        for (int metric = 0; metric < METRICS; metric++) {
          byRegion[metric][region][sequence] += values[metric];
        }
        maxByRegion[region] = Math.max(maxByRegion[region], score.maxDifference());
      }
    }
  }

  /** Means of the regions, with intervals over sequences. */
  List<RegionQuality> regions(Bootstrap bootstrap) {
    List<RegionQuality> qualities = new ArrayList<>();
    for (int region = 0; region < regions.size(); region++) {
      qualities.add(
          new RegionQuality(
              regions.get(region),
              mean(NLL, region, bootstrap),
              mean(DELTA_NLL, region, bootstrap),
              mean(KL, region, bootstrap),
              mean(TOP_ONE, region, bootstrap),
              maxByRegion[region]));
    }
    return qualities;
  }

  private Estimate mean(int metric, int region, Bootstrap bootstrap) {
    int length = regions.get(region).length();
    return bootstrap.mean(
        Arrays.stream(byRegion[metric][region]).map(sum -> sum / length).toArray());
  }

  /** Means over the sequences, position by position. */
  PositionMeans positions() {
    return new PositionMeans(
        positions(NLL),
        positions(DELTA_NLL),
        positions(KL),
        positions(TOP_ONE),
        Arrays.stream(maxByPosition).boxed().toList());
  }

  private List<Double> positions(int metric) {
    return IntStream.range(0, byPosition[metric].length)
        .mapToObj(i -> byPosition[metric][i] / sequences)
        .toList();
  }
}
