package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.quality.Answer;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.GreedyMatch;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.quality.RoughCost;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A quality run's computing, from weights and text to figures. Closing it closes its decoders. */
final class QualityRun implements Closeable {
  /** Sequences that the reference itself is looked at with. */
  private static final int CHECKED = 2;

  private final Weights weights;
  private final QualitySetting setting;
  private final List<QualityArm> arms;
  private final Progress progress;
  private final Bootstrap bootstrap;
  private final List<Decoder> decoders = new ArrayList<>();
  private final long begin = System.nanoTime();

  /**
   * Opens the arms.
   *
   * @param weights stay the caller's to close, and not before this
   * @param arms the reference first
   */
  QualityRun(Weights weights, QualitySetting setting, List<QualityArm> arms, Progress progress) {
    this.weights = weights;
    this.setting = setting;
    this.arms = List.copyOf(arms);
    this.progress = progress;
    this.bootstrap = new Bootstrap(setting.resamples(), setting.seed());
    try {
      for (QualityArm arm : arms) {
        progress.now("opens " + arm.label());
        decoders.add(arm.open(weights));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Computes.
   *
   * @param stretches of text, [sequences][positions + 1]
   */
  Quality of(long[][] stretches) {
    double referenceDifference = checkReference();
    Evaluation evaluation = evaluate(stretches);
    progress.now("rough cost of a token past the window");
    List<RoughCost> costs =
        new RoughCosts(arms, decoders, setting.blockSize())
            .measure(Arrays.copyOf(stretches[0], setting.blockSize()));
    List<ArmQuality> qualities = new ArrayList<>();
    for (int arm = 0; arm < arms.size(); arm++) {
      progress.now("intervals of " + arms.get(arm).label());
      qualities.add(quality(arm, evaluation, costs.get(arm), referenceDifference));
    }
    progress.done("done after " + elapsed());
    return new Quality(setting, qualities);
  }

  /** How far the reference is from the eager engine, inside the window. */
  private double checkReference() {
    progress.now("the reference against the eager engine");
    Equivalence.Report report =
        Equivalence.comparePasses(
            new Transformer(weights), decoders.get(0), CHECKED, setting.blockSize());
    return Math.max(report.maxLogitDifference(), report.maxShortfall());
  }

  private Evaluation evaluate(long[][] stretches) {
    Evaluation evaluation = new Evaluation(setting, decoders);
    int rows = Evaluation.rows(setting, weights.config().vocabularySize());
    for (int first = 0; first < stretches.length; first += rows) {
      int end = Math.min(stretches.length, first + rows);
      String which = "sequences " + (first + 1) + " to " + end + " of " + stretches.length;
      progress.now(which + ": the reference");
      evaluation.add(
          Arrays.copyOfRange(stretches, first, end),
          first,
          arm -> progress.now(which + ": " + arms.get(arm).label() + " done, " + elapsed()));
      progress.done(which + ": " + arms.size() + " arms, " + elapsed());
    }
    return evaluation;
  }

  private ArmQuality quality(
      int number, Evaluation evaluation, RoughCost cost, double referenceDifference) {
    QualityArm arm = arms.get(number);
    List<RegionQuality> regions = evaluation.tally(number).regions(bootstrap);
    double difference =
        number == 0
            ? referenceDifference
            : regions.stream()
                .filter(quality -> quality.region().name().equals(Region.WINDOW))
                .mapToDouble(RegionQuality::maxLogitDifference)
                .findFirst()
                .orElseThrow();
    double limit = limit(arm, evaluation.largestLogit());
    return new ArmQuality(
        arm.policyName(),
        arm.precision().label(),
        Answer.of(arm.promisesExact(), difference, limit),
        difference,
        limit,
        regions,
        evaluation.tally(number).positions(),
        greedy(evaluation.prefixes(number)),
        cost);
  }

  /**
   * What rounding explains. Precision's tolerance is for untrained models, whose logits are of the
   * order of 1; those of trained ones are ten times as large, and rounding grows with what is
   * rounded.
   */
  static double limit(QualityArm arm, double largestLogit) {
    return arm.precision().tolerance() * Math.max(1, largestLogit);
  }

  private GreedyMatch greedy(double[] prefixes) {
    double[] sorted = prefixes.clone();
    Arrays.sort(sorted);
    int toTheEnd =
        (int) Arrays.stream(prefixes).filter(prefix -> prefix >= setting.greedyLength()).count();
    return new GreedyMatch(bootstrap.mean(prefixes), RoughCosts.median(sorted), toTheEnd);
  }

  private String elapsed() {
    return Numbers.duration((System.nanoTime() - begin) / 1e9);
  }

  @Override
  public void close() {
    decoders.forEach(Decoder::close);
    decoders.clear();
  }
}
