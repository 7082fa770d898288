package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.Engine;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.quality.Agreement;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From weights and text to a quality run's figures: every arm reads the same passages of text and
 * continues the same prompts, beside the reference. A few sequences at a time, so that no more
 * logits are held than theirs, of the reference and of one arm. Closing it closes its decoders.
 */
final class Evaluation implements Closeable {
  /** Enough to keep two cores busy with cached steps. */
  private static final int MAX_ROWS = 32;

  /** Logits of one arm that are held at most, 4 bytes each. */
  private static final long MAX_LOGITS = 16_000_000;

  /** Sequences with which the reference is held against the eager engine. */
  private static final int CHECKED = 2;

  private final Weights weights;
  private final QualitySetting setting;
  private final List<ArmSpec> arms = new ArrayList<>(); // the reference first
  private final Transformer eager;
  private final Progress progress;
  private final List<Decoder> decoders = new ArrayList<>();
  private final double[] shortfalls; // of the arms' choices inside the window, at most

  /**
   * Opens the uncached arm and every policy in all of the precisions, and the reference, which is
   * the uncached arm in float32.
   *
   * @param weights stay the caller's to close, and not before this
   */
  Evaluation(
      Weights weights,
      QualitySetting setting,
      List<CachePolicy> policies,
      List<Precision> precisions,
      Progress progress) {
    this.weights = weights;
    this.setting = setting;
    this.eager = new Transformer(weights);
    this.progress = progress;
    add(Optional.empty(), Precision.FLOAT32);
    precisions.stream()
        .filter(precision -> precision != Precision.FLOAT32)
        .forEach(precision -> add(Optional.empty(), precision));
    for (CachePolicy policy : policies) {
      precisions.forEach(precision -> add(Optional.of(policy), precision));
    }
    shortfalls = new double[arms.size()];
    try {
      arms.forEach(arm -> decoders.add(arm.open(weights, eager)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(Optional<CachePolicy> policy, Precision precision) {
    arms.add(
        new ArmSpec(
            Engine.SCRIPT.implementation(), policy, precision, MAX_ROWS, setting.positions()));
  }

  /**
   * Computes.
   *
   * @param passages of text, [sequences][positions + 1]
   */
  Quality of(long[][] passages) {
    progress.now("the reference against the eager engine");
    Equivalence.Report check =
        Equivalence.comparePasses(eager, decoders.get(0), CHECKED, setting.blockSize());
    List<ArmTally> tallies =
        Stream.generate(() -> new ArmTally(setting)).limit(arms.size()).toList();
    int rows = rows(setting, weights.config().vocabularySize());
    for (int first = 0; first < passages.length; first += rows) {
      int end = Math.min(passages.length, first + rows);
      String which = "sequences " + (first + 1) + " to " + end + " of " + passages.length;
      add(Arrays.copyOfRange(passages, first, end), first, tallies, which);
      progress.done(which + ": " + arms.size() + " arms");
    }
    progress.now("rough cost of a token past the window");
    List<ArmQuality.Cost> costs =
        TokenTimes.measure(arms, decoders, Arrays.copyOf(passages[0], setting.blockSize()));
    List<ArmQuality> qualities = new ArrayList<>();
    for (int arm = 0; arm < arms.size(); arm++) {
      progress.now("intervals of " + label(arms.get(arm)));
      qualities.add(quality(arm, tallies.get(arm), costs.get(arm), check));
    }
    return new Quality(setting, qualities);
  }

  /**
   * Refuses more logits of the reference and of an arm than fit into the heap: of one passage at
   * least.
   *
   * @throws IllegalArgumentException with one line
   */
  static void checkMemory(TransformerConfig config, int windows) {
    double logits = (1.0 + windows) * config.blockSize() * config.vocabularySize();
    Parameters.checkHeap(
        "%d --windows past one of %d tokens".formatted(windows, config.blockSize()),
        "logits",
        2 * Float.BYTES * logits,
        "choose fewer --windows"
            + (config.family().llamaLike() ? " or a shorter --context" : " or another model"));
  }

  /** Sequences side by side for a vocabulary of so many tokens. */
  static int rows(QualitySetting setting, int vocabularySize) {
    long logits = (long) setting.positions() * vocabularySize;
    return (int) Math.max(1, Math.min(MAX_ROWS, MAX_LOGITS / logits));
  }

  private void add(long[][] passages, int first, List<ArmTally> tallies, String which) {
    long[][] fed = heads(passages, setting.positions());
    long[][] prompts = heads(passages, setting.promptLength());
    float[][][] reference = null;
    long[][] text = null;
    for (int arm = 0; arm < arms.size(); arm++) {
      progress.now(which + ": " + label(arms.get(arm)));
      Decoder decoder = decoders.get(arm);
      float[][][] logits = decoder.logitsByStep(fed);
      long[][] greedy = decoder.generate(prompts, setting.greedyLength(), Sampler.greedy());
      if (arm == 0) {
        reference = logits;
        text = greedy;
      }
      for (int row = 0; row < passages.length; row++) {
        for (int position = 1; position <= setting.positions(); position++) {
          int next = (int) passages[row][position];
          Score score = Score.of(reference[row][position - 1], logits[row][position - 1], next);
          tallies.get(arm).add(first + row, position, score);
          if (position <= setting.blockSize()) {
            shortfalls[arm] = Math.max(shortfalls[arm], score.shortfall());
          }
        }
        tallies.get(arm).addGreedy(first + row, text[row], greedy[row]);
      }
    }
  }

  private static long[][] heads(long[][] rows, int length) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, length)).toArray(long[][]::new);
  }

  private ArmQuality quality(
      int number, ArmTally tally, ArmQuality.Cost cost, Equivalence.Report referenceCheck) {
    ArmSpec arm = arms.get(number);
    Bootstrap bootstrap = new Bootstrap(setting.resamples(), setting.seed());
    List<RegionQuality> regions = tally.regions(bootstrap);
    double difference =
        number == 0
            ? referenceCheck.largest()
            : regions.stream()
                .filter(region -> region.name().equals(Region.WINDOW))
                .mapToDouble(RegionQuality::maxLogitDifference)
                .findFirst()
                .orElseThrow();
    double limit =
        ArmSpec.limit(arm.tolerance(), referenceCheck.spread(), weights.config().layers());
    return new ArmQuality(
        policy(arm),
        arm.precision().label(),
        answer(arm, weights.config().family().large(), difference, shortfalls[number], limit),
        difference,
        limit,
        regions,
        tally.positions(),
        tally.greedy(bootstrap),
        cost);
  }

  /**
   * A large model can make much of keys and values in 8 bits: of an arm that is not exact there its
   * choices are held to the limit.
   */
  static Agreement answer(
      ArmSpec arm, boolean large, double difference, double shortfall, double limit) {
    if (Double.isNaN(difference)) {
      return Agreement.WRONG;
    }
    boolean choicesOnly = large && arm.boundedInWindow() && !arm.exactInWindow();
    return Agreement.of(
        arm.exactInWindow(),
        arm.boundedInWindow(),
        choicesOnly ? Equivalence.explaining(shortfall) : difference,
        limit);
  }

  private static String policy(ArmSpec arm) {
    return arm.policy().map(CachePolicy::label).orElse(ArmQuality.UNCACHED);
  }

  private static String label(ArmSpec arm) {
    return policy(arm) + " " + arm.precision().label();
  }

  @Override
  public void close() {
    decoders.forEach(Decoder::close);
    decoders.clear();
  }
}
