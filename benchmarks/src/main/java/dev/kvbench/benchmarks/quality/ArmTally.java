package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.ArmQuality.GreedyMatch;
import dev.kvbench.results.quality.ArmQuality.Positions;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.results.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Adds up an arm's scores, by region for each sequence and by position over all sequences, so that
 * neither logits nor scores need be kept.
 */
final class ArmTally {
  private static final List<ToDoubleFunction<Score>> METRICS =
      List.of(Score::nll, Score::deltaNll, Score::kl, score -> score.sameTop() ? 1 : 0);

  private final QualitySetting setting;
  private final List<Region> regions;
  private final double[][][] byRegion; // [metric][region][sequence], sums
  private final double[][] byPosition; // [metric][position], sums
  private final double[] maxByRegion;
  private final double[] maxByPosition;
  private final double[] sameTokens; // [sequence]

  /** Every sequence is to be added once, each at every position. */
  ArmTally(QualitySetting setting) {
    this.setting = setting;
    this.regions = setting.regions();
    this.byRegion = new double[METRICS.size()][regions.size()][setting.sequences()];
    this.byPosition = new double[METRICS.size()][setting.positions()];
    this.maxByRegion = new double[regions.size()];
    this.maxByPosition = new double[setting.positions()];
    this.sameTokens = new double[setting.sequences()];
  }

  /** Adds the score of a sequence, from 0 on, at a position, from 1 on. */
  void add(int sequence, int position, Score score) {
    int index = position - 1;
    maxByPosition[index] = Math.max(maxByPosition[index], score.maxDifference());
    for (int metric = 0; metric < METRICS.size(); metric++) {
      double value = METRICS.get(metric).applyAsDouble(score);
      byPosition[metric][index] += value;
      for (int region = 0; region < regions.size(); region++) {
        if (regions.get(region).contains(position)) {
          byRegion[metric][region][sequence] += value;
          maxByRegion[region] = Math.max(maxByRegion[region], score.maxDifference());
        }
      }
    }
  }

  /** Adds a sequence's greedy text beside the reference's, [steps] each. */
  void addGreedy(int sequence, long[] expected, long[] actual) {
    int mismatch = Arrays.mismatch(expected, actual);
    sameTokens[sequence] = mismatch < 0 ? expected.length : mismatch;
  }

  /** Means of the regions, with intervals over sequences. */
  List<RegionQuality> regions(Bootstrap bootstrap) {
    return IntStream.range(0, regions.size())
        .mapToObj(
            i ->
                new RegionQuality(
                    regions.get(i).name(),
                    regions.get(i).from(),
                    regions.get(i).to(),
                    mean(0, i, bootstrap),
                    mean(1, i, bootstrap),
                    mean(2, i, bootstrap),
                    mean(3, i, bootstrap),
                    maxByRegion[i]))
        .toList();
  }

  private Estimate mean(int metric, int region, Bootstrap bootstrap) {
    int length = regions.get(region).length();
    return bootstrap.mean(
        Arrays.stream(byRegion[metric][region]).map(sum -> sum / length).toArray());
  }

  /** Means over the sequences, position by position. */
  Positions positions() {
    return new Positions(
        means(0), means(1), means(2), means(3), Arrays.stream(maxByPosition).boxed().toList());
  }

  private List<Double> means(int metric) {
    return Arrays.stream(byPosition[metric]).map(sum -> sum / setting.sequences()).boxed().toList();
  }

  /** How long the greedy texts are the reference's. */
  GreedyMatch greedy(Bootstrap bootstrap) {
    long toTheEnd =
        Arrays.stream(sameTokens).filter(same -> same >= setting.greedyLength()).count();
    return new GreedyMatch(
        bootstrap.mean(sameTokens),
        Median.withDefaults().withCopy(true).evaluate(sameTokens),
        (int) toTheEnd);
  }
}
